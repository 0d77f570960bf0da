"""The tree of codes changed: new, renamed, merged, split, retired, moved, coloured; wherever an id stands; and back.

A change is planned first, as the text of each file before and after, so that it can be looked at; then written, all
files or none that is not what it was; and logged in raw/coding/tree.jsonl with the lines it replaced, so that it can be
taken back. Decisions are never touched: they follow a code by its former ids (`renamed_from`, `merged_into`, ...).
"""

import json
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap

from pipeline.decisions import themes_edit, themes_ids
from pipeline.decisions.decision_log import now
from pipeline.study import Study, StudyError, did_you_mean, read_yaml, write_whole, yaml_editing
from pipeline.study.appended import append_lines, read_lines

COLOURS = ["#1d5f8a", "#6b4a94", "#8a4a1c", "#2b6a43", "#96305f", "#565a60", "#7a4a06", "#175e69"]  # read well on white


@dataclass(frozen=True)
class Plan:
    """A change of the tree: what it does to which code, and each file that it touches, before and after."""

    action: str
    code: str
    to: tuple[str, ...]
    files: dict[Path, tuple[str, str]]


def rename(study: Study, old: str, new: str, version: str) -> Plan:
    """`new` in place of `old` in the codebook, the evaluation matrix and the calls of chapters; decisions made with the
    old id stay this code's. Raises StudyError where `new` is taken or is no id."""
    document = themes_edit.load(study, version)
    entry = _entry(document, old)
    if new != old and new in _taken(document) and new not in entry.get("renamed_from", []):
        raise StudyError("codebooks/themes.yaml", f"the id {new!r} is taken", "an id that no code has or had")
    themes_ids.in_themes(document, old, new)
    return _plan(study, "rename", old, (new,), document, _elsewhere(study, old, new))


def merge(study: Study, code: str, into: str, version: str) -> Plan:
    """Decisions, findings and chapters of `code` become those of `into`; what was said of it stays in the file."""
    document = themes_edit.load(study, version)
    entry, _ = _entry(document, code), _entry(document, into)
    if code == into:
        raise StudyError("codebooks/themes.yaml", f"{code!r} merged into itself", "another code")
    for other in document["codes"]:  # what is below it goes below the other; examples that carry it carry the other
        if other.get("parent") == code and other["id"] != into:
            other["parent"] = into
        elif other.get("parent") == code:
            other.pop("parent")
    entry["merged_into"] = into
    return _plan(study, "merge", code, (into,), document, _elsewhere(study, code, into))


def split(study: Study, code: str, parts: list[tuple[str, str]], version: str) -> Plan:
    """`parts`: id and label of each new code; decisions wait for review among them."""
    document = themes_edit.load(study, version)
    entry = _entry(document, code)
    if len(parts) < 2:
        raise StudyError("codebooks/themes.yaml", f"{code!r} split into {len(parts)} code", "two codes or more")
    at = document["codes"].index(entry)
    for offset, (name, label) in enumerate(parts, start=1):
        _free(document, name)
        document["codes"].insert(at + offset, _blank(study, name, entry["theme"], label, entry.get("parent")))
    entry["split_into"] = [name for name, _ in parts]
    return _plan(study, "split", code, tuple(name for name, _ in parts), document)


def retire(study: Study, code: str, version: str) -> Plan:
    """No longer used; its decisions stay on file. A code that is retired, merged or split comes back into use."""
    document = themes_edit.load(study, version)
    entry = _entry(document, code)
    out_of_use = [key for key in ("retired", "merged_into", "split_into") if entry.pop(key, None)]
    if not out_of_use:
        entry["retired"] = True
    return _plan(study, "revive" if out_of_use else "retire", code, (), document)


def move(study: Study, code: str, theme: str, parent: str, version: str) -> Plan:
    """Under another code (`parent`, empty for none), in a theme."""
    document = themes_edit.load(study, version)
    entry = _entry(document, code)
    entry["theme"] = _entry(document, parent)["theme"] if parent else theme
    entry.pop("parent", None)
    if parent:
        entry.insert(list(entry).index("theme") + 1, "parent", parent)
    return _plan(study, "move", code, (parent or theme,), document)


def colour(study: Study, code: str, value: str, version: str) -> Plan:
    """A colour of its own (`#rrggbb`); empty for that of its theme."""
    document = themes_edit.load(study, version)
    entry = _entry(document, code)
    entry.pop("colour", None)
    if value:
        entry["colour"] = value
    return _plan(study, "colour", code, (value,), document)


def new(
    study: Study, name: str, theme: str, label: str | dict[str, str], version: str, parent: str = "", example: str = ""
) -> Plan:
    """A code of this label (by language; a text stands in all, to be translated), an example in the main language."""
    document = themes_edit.load(study, version)
    _free(document, name)
    entry = _blank(study, name, _entry(document, parent)["theme"] if parent else theme, label, parent or None)
    if example:
        entry["examples"] = CommentedMap({study.languages[0]: [example]})
    document["codes"].append(entry)
    return _plan(study, "new", name, (), document)


def touched(study: Study, code: str) -> tuple[list[str], list[str]]:
    """The findings and the chapters that name a code, for the person who is to decide on a change."""
    path = study.codebooks / "evaluation.yaml"
    findings = read_yaml(path).get("findings", []) if path.exists() else []
    named = [one["id"] for one in findings if any(tie.get("code") == code for tie in one.get("codes") or [])]
    chapters = [path.name for path in _chapters(study) if themes_ids.word(code).search(_read(path))]
    return named, chapters


def write(study: Study, plan: Plan, who: str) -> str:
    """Writes the planned files and logs the change; gives the codebook's new version.

    Raises StudyError, with nothing written, where a file is not what it was or the codebook would break.
    """
    for path, (before, _) in plan.files.items():
        if _read(path) != before:
            raise StudyError(study.relative(path), "was changed meanwhile", todo="Look again, then decide again.")
    book = themes_edit.codebook_path(study)
    themes_edit.validate(study, plan.files[book][1])
    line = {
        "when": now(), "who": who, "action": plan.action, "code": plan.code, "to": list(plan.to),
        "files": {study.relative(path): _hunks(before, after) for path, (before, after) in plan.files.items()},
    }  # fmt: skip
    append_lines(study, log_path(study), [json.dumps(line, ensure_ascii=False)])
    for path in sorted(plan.files, key=lambda path: path == book):  # the codebook last: until then the old id holds
        write_whole(path, plan.files[path][1])
    return themes_edit.codebook_version(study)


def last(study: Study) -> dict[str, Any] | None:
    """The latest change of the tree that was not taken back."""
    standing: list[dict[str, Any]] = []
    for number, line in read_lines(log_path(study)):
        try:
            entry = json.loads(line)
            standing = standing[:-1] if entry["action"] == "undo" else [*standing, entry]
        except (ValueError, KeyError) as error:
            raise StudyError(f"{study.relative(log_path(study))}, line {number}", "not a change of the tree") from error
    return standing[-1] if standing else None


def undo(study: Study, who: str) -> dict[str, Any]:
    """Takes back the latest change, line by line. Raises StudyError where one of its lines was changed since."""
    entry = last(study)
    if entry is None:
        raise StudyError("raw/coding/tree.jsonl", "there is no change to take back")
    texts = {study.root / name: _taken_back(study, study.root / name, hunks) for name, hunks in entry["files"].items()}
    themes_edit.validate(study, texts[themes_edit.codebook_path(study)])
    line = {"when": now(), "who": who, "action": "undo", "code": entry["code"]}
    append_lines(study, log_path(study), [json.dumps(line, ensure_ascii=False)])
    for path, text in texts.items():
        write_whole(path, text)
    return entry


def log_path(study: Study) -> Path:
    return study.coding / "tree.jsonl"


# Files ---------------------------------------------------------------------------------------------------------------


def _elsewhere(study: Study, old: str, new: str) -> dict[Path, tuple[str, str]]:
    """The evaluation matrix and the chapters that name the code."""
    found = {}
    matrix = study.codebooks / "evaluation.yaml"
    for path in [*([matrix] if matrix.exists() else []), *_chapters(study)]:
        before = _read(path)
        after = (themes_ids.in_matrix if path == matrix else themes_ids.in_chapter)(before, old, new)
        if before != after:
            found[path] = (before, after)
    return found


def _chapters(study: Study) -> list[Path]:
    return sorted((study.reports / "chapters").glob("*.md"))


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _hunks(before: str, after: str) -> list[list[Any]]:
    """What changed: position of the first line after, lines before, lines after."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [[to, "".join(old[a:b]), "".join(new[to:end])] for tag, a, b, to, end in codes if tag != "equal"]


def _taken_back(study: Study, path: Path, hunks: list[list[Any]]) -> str:
    lines = _read(path).splitlines(keepends=True)
    for at, before, after in reversed(hunks):
        own = after.splitlines(keepends=True)
        if lines[at : at + len(own)] != own:
            where = f"{study.relative(path)}, line {at + 1}"
            raise StudyError(where, "was changed since", todo="Change it back by hand.")
        lines[at : at + len(own)] = before.splitlines(keepends=True)
    return "".join(lines)


# Entries of the codebook ---------------------------------------------------------------------------------------------


def _plan(
    study: Study,
    action: str,
    code: str,
    to: tuple[str, ...],
    document: Any,
    more: dict[Path, tuple[str, str]] | None = None,
) -> Plan:
    book = themes_edit.codebook_path(study)
    return Plan(action, code, to, {book: (_read(book), yaml_editing.dump(document))} | (more or {}))


def _entry(document: Any, code: str) -> Any:
    found = next((one for one in document["codes"] if one["id"] == code), None)
    if found is None:
        raise StudyError(
            "codebooks/themes.yaml",
            f"there is no code {code!r}",
            todo=did_you_mean(code, [one["id"] for one in document["codes"]]),
        )
    return found


def _taken(document: Any) -> set[str]:
    return {name for one in document["codes"] for name in (one["id"], *one.get("renamed_from", []))}


def _free(document: Any, name: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_.-]+", name) or name in _taken(document):
        expected = "an id of letters and digits that no code has or had"
        raise StudyError("codebooks/themes.yaml", f"the id {name!r}", expected)


def _blank(study: Study, name: str, theme: str, label: str | dict[str, str], parent: str | None) -> CommentedMap:
    entry = CommentedMap(id=name, theme=theme)
    if parent:
        entry["parent"] = parent
    entry["label"] = CommentedMap(dict.fromkeys(study.languages, label) if isinstance(label, str) else label)
    return entry
