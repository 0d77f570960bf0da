"""Changing codebooks/themes.yaml from the workbench or from another program's file: comments and order are kept.

Whoever changes it says which version was looked at; if the file is another by then (edited by hand meanwhile), nothing
is written, and that is told.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydantic
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from pipeline.decisions.themes import ThemesCodebook
from pipeline.decisions.themes_fields import field_names, fields_of, value_of
from pipeline.study import Study, StudyError, fingerprint, write_whole, yaml12, yaml_editing


@dataclass(frozen=True)
class Change:
    """One field of one code, before and after; `before` None where the code is new."""

    code: str
    field: str
    before: str | None
    after: str


def codebook_path(study: Study) -> Path:
    return study.codebooks / "themes.yaml"


def codebook_version(study: Study) -> str:
    """The version that a decision names: the fingerprint of codebooks/themes.yaml as it is."""
    path = codebook_path(study)
    return fingerprint(path.read_bytes()) if path.exists() else ""


def changes(codebook: ThemesCodebook, entries: list[dict[str, str]]) -> list[Change]:
    """What `entries` (fields of codes, by `id`) would change. Fields an entry leaves out stay; no code is deleted.

    An entry may say the `parent` of a new code; codes that are there are not moved.
    """
    known = {code.id: fields_of(code, codebook.languages) for code in codebook.codes}
    found = []
    for entry in entries:
        old = known.get(entry["id"])
        for field in (*field_names(codebook.languages)[1:], *(("parent",) if old is None else ())):
            if field not in entry:
                continue
            before, after = (old or {}).get(field, ""), _tidy(entry[field])
            if _tidy(before) != after and (old is not None or after):
                found.append(Change(entry["id"], field, None if old is None else before, after))
    return found


def apply(study: Study, wanted: list[Change], version: str) -> str:
    """Writes the changes, gives the new version. Raises StudyError where the file changed meanwhile or would break."""
    path = codebook_path(study)
    document = load(study, version)
    for change in wanted:
        entry = next((one for one in document["codes"] if one["id"] == change.code), None)
        if entry is None:
            entry = CommentedMap(id=change.code)
            document["codes"].append(entry)
        _set(entry, change.field, value_of(change.field, change.after))
    return save(study, document, f"{study.relative(path)}")


def load(study: Study, version: str) -> Any:
    """The codebook with its comments. Raises StudyError if it is not `version` any more."""
    path = codebook_path(study)
    data = path.read_bytes()
    if fingerprint(data) != version:
        raise StudyError(
            study.relative(path),
            "the file was changed by somebody else since you opened it",
            todo="Load the page again: your text is kept in the form; then save once more.",
        )
    return yaml_editing.parse(data.decode("utf-8"))


def save(study: Study, document: Any, where: str) -> str:
    """Checks and writes the codebook in one step; gives the new version. `where` names the file in messages."""
    text = yaml_editing.dump(document)
    validate(study, text, where)
    write_whole(codebook_path(study), text)
    return codebook_version(study)


def validate(study: Study, text: str, where: str = "codebooks/themes.yaml") -> None:
    """Raises StudyError where `text` would not be a codebook."""
    try:
        ThemesCodebook.model_validate(yaml12.load(text), context={"languages": study.languages})
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(str(key) for key in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise StudyError(where, f"{place}: {message}".lstrip(": "), todo="Nothing was saved.") from error


def _set(entry: CommentedMap, field: str, value: Any) -> None:
    key, _, language = field.partition(".")
    if not language:
        entry[key] = value
        return
    part = entry.setdefault(key, CommentedMap())
    if value in ("", []):
        part.pop(language, None)
        if not part:
            entry.pop(key)
    else:
        part[language] = DoubleQuotedScalarString(value) if isinstance(value, str) else value


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines() if line.strip())
