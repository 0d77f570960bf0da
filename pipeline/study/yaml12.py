"""YAML as people write it, read by libyaml: twenty times as fast as in Python, which every stage would wait for.

libyaml's own words are those of YAML 1.1. Here they are those of YAML 1.2, as of ruamel.yaml, which writes our files:
`no`, `on` and `12:30` are texts, `010` is ten, and a key that stands twice is a mistake.
"""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

import yaml
from yaml import YAMLError

__all__ = ["YAMLError", "line_of", "load"]

PLAIN = {  # a text without quotes that is not a text: its pattern, and the characters it may start with
    "tag:yaml.org,2002:bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "tag:yaml.org,2002:float": (
        r"[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
        r"|[-+]?\.[0-9_]+([eE][-+][0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "-+.0123456789",
    ),
    "tag:yaml.org,2002:int": (r"[-+]?0b[01_]+|[-+]?0o[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9_]+", "-+0123456789"),
}
LARGEST = 2**63  # beyond, tables hold no whole number
AS_BEFORE = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge")


class Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {  # type: ignore[misc]  # PyYAML's own, per class
        first: [rule for rule in rules if rule[0] in AS_BEFORE]
        for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def __init__(self, stream: str):
        super().__init__(stream)
        self._checked: set[int] = set()  # mappings whose keys were looked at

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Also finds a key that stands twice; once only, since afterwards the node holds what it merges too."""
        if id(node) not in self._checked:
            self._checked.add(id(node))
            seen: set[tuple[str, str]] = set()
            for key, _ in node.value:
                name = (key.tag, str(key.value))
                if name in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"`{key.value}` stands twice", key.start_mark)
                seen.add(name)
        super().flatten_mapping(node)

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        digits = self.construct_scalar(node).replace("_", "")
        number = int(digits, 0 if re.match(r"[-+]?0[box]", digits) else 10)
        if abs(number) >= LARGEST:
            told = f"a number of {len(digits)} digits; a text needs quotes"
            raise yaml.constructor.ConstructorError(None, None, told, node.start_mark)
        return number


for _tag, (_pattern, _first) in PLAIN.items():
    Loader.add_implicit_resolver(_tag, re.compile(f"(?:{_pattern})$"), list(_first))
Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_yaml_int)


def load(text: str) -> Any:
    """The content as plain Python. Raises YAMLError, whose `problem_mark.line` counts from 0."""
    return yaml.load(text, Loader)


def line_of(text: str, place: Sequence[str | int]) -> int:
    """The line (from 1) of the deepest part of `place` (keys and positions from the top) that stands in the text."""
    node, line = yaml.compose(text, Loader), 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == str(step)]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            found = [(value, value) for value in node.value[step : step + 1]]
        else:
            found = []
        if not found:
            break
        key, node = found[0]
        line = key.start_mark.line + 1
    return line
