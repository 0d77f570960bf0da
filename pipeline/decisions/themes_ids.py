"""Where the id of a code stands in what people write, and another in its place: nowhere that it is only a word."""

import re
from typing import Any

LISTS = ("also", "excludes", "split_into")  # keys of themes.yaml whose values are codes
ONE = ("parent", "merged_into")
TEXTS = ("definition", "use_when", "not_when")  # which name other codes
CALLS = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)


def in_themes(document: Any, old: str, new: str) -> None:
    """Change an id in the loaded YAML, comments kept; texts that name it follow where it is no ordinary word."""
    for code in document["codes"]:
        if code["id"] == old:
            code["id"] = new
            former = [one for one in code.get("renamed_from", []) if one != new]
            code["renamed_from"] = [*former, old]
        for key in ONE:
            if code.get(key) == old:
                code[key] = new
        for key in LISTS[1:]:
            _in_list(code.get(key), old, new)
        for examples in (code.get("examples") or {}).values():
            for one in examples:
                _in_list(one.get("also") if isinstance(one, dict) else None, old, new)
        for key in TEXTS if re.search(r"[\d_]", old) else ():
            for language, text in (code.get(key) or {}).items():
                if (renamed := word(old).sub(new, text)) != text:
                    code[key][language] = type(text)(renamed)


def _in_list(codes: Any, old: str, new: str) -> None:
    for place, code in enumerate(codes or []):
        if code == old:
            codes[place] = new


def word(code: str) -> re.Pattern[str]:
    """The id where it stands by itself in a text."""
    return re.compile(rf"(?<![\w.-]){re.escape(code)}(?![\w-]|\.\w)")


def in_matrix(text: str, old: str, new: str) -> str:
    """`code: OLD` of the findings; their texts may hold the same word and stay."""
    pattern = re.compile(rf"(\bcode:\s*)([\"']?){re.escape(old)}\2(?=\s*(?:[,}}#]|$))", re.MULTILINE)
    return pattern.sub(rf"\g<1>{new}", text)


def in_chapter(text: str, old: str, new: str) -> str:
    """Names given to calls, `'OLD'` between braces; the prose stays."""
    name = re.compile(rf"(?P<quote>[\"']){re.escape(old)}(?P=quote)")
    return CALLS.sub(lambda call: name.sub(rf"\g<quote>{new}\g<quote>", call[0]), text)
