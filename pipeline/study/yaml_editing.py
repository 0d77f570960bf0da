"""YAML that people also write by hand, changed or written by a program: remarks, order and quotes stay as they were.

Reading is `yaml12`'s, far quicker; this is for what is written again.
"""

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.representer import RoundTripRepresenter

AS_LONG_AS_IT_IS = 4096  # characters of a line: prose is not broken


class _Spelled(RoundTripRepresenter):
    """Writes a value that stands at two places twice: an anchor would make them one for whoever edits them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def parse(text: str) -> Any:
    """The content with its remarks; `dump` writes it again."""
    return _editor(AS_LONG_AS_IT_IS).load(text)


def dump(content: Any, width: int = AS_LONG_AS_IT_IS, spelled: bool = False) -> str:
    """The text of what `parse` gave, or of plain Python; lists of one line break at `width`.

    spelled: what stands at two places is written twice, not once with a reference to it.
    """
    editor, out = _editor(width), io.StringIO()
    if spelled:
        editor.Representer = _Spelled
    editor.dump(content, out)
    return out.getvalue()


def _editor(width: int) -> YAML:
    editor = YAML()
    editor.preserve_quotes = True
    editor.width = width
    editor.indent(mapping=2, sequence=4, offset=2)
    return editor
