"""`codebook rename`: a code's new id wherever people wrote the old one; their decisions follow by `renamed_from`."""

import re
from pathlib import Path
from typing import Any

from pipeline.decisions import themes_edit
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study, StudyError, did_you_mean, write_whole

LISTS = ("also", "excludes", "split_into")  # keys of themes.yaml whose values are codes
ONE = ("parent", "merged_into")
CALLS = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)


def run(study: Study, old: str, new: str) -> list[str]:
    """Rename `old` to `new`; gives a line for each file and how often. All files are ready before one is written.

    Raises StudyError for a code that is not there, and for a new id that is taken or is none.
    """
    codebook = study.codebook("themes", ThemesCodebook)
    ids = [code.id for code in codebook.codes]
    taken = {*ids, *(former for code in codebook.codes for former in code.renamed_from)} - {old}
    if old not in ids:
        raise StudyError("codebooks/themes.yaml", f"there is no code {old!r}", todo=did_you_mean(old, ids))
    if new in taken and new not in codebook[old].renamed_from:
        raise StudyError("codebooks/themes.yaml", f"the id {new!r} is taken", "an id of its own")
    document = themes_edit.load(study, themes_edit.codebook_version(study))
    times = _rename_in_themes(document, old, new)
    files = _elsewhere(study, old, new)
    themes_edit.save(study, document, "codebooks/themes.yaml")
    for path, (text, _) in files.items():
        write_whole(path, text)
    told = {"codebooks/themes.yaml": times} | {study.relative(path): count for path, (_, count) in files.items()}
    return [f"{name}: {count}" for name, count in told.items()]


def _rename_in_themes(document: Any, old: str, new: str) -> int:
    """Change ids in the loaded YAML, comments kept; how many stood there."""
    times = 0
    for code in document["codes"]:
        if code["id"] == old:
            code["id"], times = new, times + 1
            former = [one for one in code.get("renamed_from", []) if one != new]
            code["renamed_from"] = [*former, old]
        for key in ONE:
            if code.get(key) == old:
                code[key], times = new, times + 1
        for key in LISTS[1:]:
            times += _in_list(code.get(key), old, new)
        for examples in (code.get("examples") or {}).values():
            times += sum(_in_list(one.get("also"), old, new) for one in examples if isinstance(one, dict))
    return times


def _in_list(codes: Any, old: str, new: str) -> int:
    found = [place for place, code in enumerate(codes or []) if code == old]
    for place in found:
        codes[place] = new
    return len(found)


def _elsewhere(study: Study, old: str, new: str) -> dict[Path, tuple[str, int]]:
    """The evaluation matrix and the chapters that name the code: their new text, and how often."""
    found = {}
    matrix = study.codebooks / "evaluation.yaml"
    for path in [matrix, *sorted((study.reports / "chapters").glob("*.md"))]:
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        renamed, times = _in_matrix(text, old, new) if path == matrix else _in_chapter(text, old, new)
        if times:
            found[path] = (renamed, times)
    return found


def _in_matrix(text: str, old: str, new: str) -> tuple[str, int]:
    """`code: OLD` of the findings; their texts may hold the same word and stay."""
    pattern = re.compile(rf"(\bcode:\s*)([\"']?){re.escape(old)}\2(?=\s*(?:[,}}#]|$))", re.MULTILINE)
    return pattern.subn(rf"\g<1>{new}", text)


def _in_chapter(text: str, old: str, new: str) -> tuple[str, int]:
    """Names given to calls, `'OLD'` between braces; the prose stays."""
    name = re.compile(rf"(?P<quote>[\"']){re.escape(old)}(?P=quote)")
    times = sum(len(name.findall(call)) for call in CALLS.findall(text))
    return CALLS.sub(lambda call: name.sub(rf"\g<quote>{new}\g<quote>", call[0]), text), times
