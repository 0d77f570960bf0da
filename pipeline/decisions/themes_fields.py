"""A code as a flat list of texts, as spreadsheets, Word tables, QDA programs and forms on a page show it, and back.

A field is `id`, `theme`, or a key and a language: `label.en`, `definition.fr`, `examples.en`, ... The lists of examples
are one text with a line for each; what an example carries beside its words stands at its end in braces:
`We hired her. {also: D1_pipeline; stance: supportive}`.
"""

import re
from collections.abc import Sequence
from typing import Any

from pipeline.decisions.themes import Code, Example

PROSE = ("label", "definition", "use_when", "not_when")
LISTS = ("examples",)

_EXTRAS = re.compile(r"\s*\{((?:also|stance):[^{}]*)\}\s*$")
_FIELD = re.compile(r"^\[([a-z_]+(?:\.[a-z]{2,3})?)\] ?", re.MULTILINE)


def field_names(languages: Sequence[str]) -> list[str]:
    """Every field of a code of a codebook in `languages`: `id`, `theme`, `label.en`, `label.fr`, ..."""
    return ["id", "theme", *(f"{key}.{language}" for key in (*PROSE, *LISTS) for language in languages)]


def is_field(name: str) -> bool:
    """Whether `name` is a field of a code in whatever language."""
    key, _, language = name.partition(".")
    return name in ("id", "theme") or (key in (*PROSE, *LISTS) and bool(re.fullmatch(r"[a-z]{2,3}", language)))


def fields_of(code: Code, languages: Sequence[str]) -> dict[str, str]:
    """The fields (`field_names`) and their texts; an empty text where the code has none."""
    found = {"id": code.id, "theme": code.theme}
    for key in PROSE:
        texts = getattr(code, key).root
        found |= {f"{key}.{language}": texts.get(language, "") for language in languages}
    for key in LISTS:
        lists = getattr(code, key).root
        for language in languages:
            found[f"{key}.{language}"] = "\n".join(example_line(item) for item in lists.get(language, []))
    return found


def example_line(example: Example) -> str:
    extras = [f"also: {', '.join(example.also)}"] if example.also else []
    extras += [f"stance: {example.stance}"] if example.stance else []
    text = " ".join(example.text.split())
    return f"{text} {{{'; '.join(extras)}}}" if extras else text


def value_of(field: str, text: str) -> Any:
    """What stands in the YAML file for the text of a field: the text, or the list of examples."""
    if field.partition(".")[0] not in LISTS:
        return " ".join(text.split())
    return [_example(line) for line in text.splitlines() if line.strip()]


def _example(line: str) -> str | dict[str, Any]:
    found = _EXTRAS.search(line)
    if not found:
        return " ".join(line.split())
    entry: dict[str, Any] = {"text": " ".join(line[: found.start()].split())}
    for part in found.group(1).split(";"):
        key, _, value = part.partition(":")
        names = [name.strip() for name in value.split(",") if name.strip()]
        entry[key.strip()] = names if key.strip() == "also" else value.strip()
    return entry


def describe(fields: dict[str, str]) -> str:
    """The fields as one text that people can read in a QDA program's code memo, and `undescribe` can read back."""
    lines = []
    for field, text in fields.items():
        if field in ("id", "theme"):
            continue
        texts = text.splitlines() if field.startswith(LISTS) else [text]
        lines += [f"[{field}] {text}" for text in texts if text]
    return "\n".join(lines)


def undescribe(description: str, language: str) -> dict[str, str]:
    """Fields of a text made by `describe`; any other text is the definition, in `language`."""
    marks = list(_FIELD.finditer(description))
    if not marks:
        return {f"definition.{language}": " ".join(description.split())} if description.strip() else {}
    found: dict[str, str] = {}
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        field, text = mark.group(1), " ".join(description[mark.end() : after.start() if after else None].split())
        if is_field(field):
            found[field] = f"{found[field]}\n{text}" if field in found else text
    return found
