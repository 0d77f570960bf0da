"""A study's params.yaml as `new-study` writes it: what differs from the defaults, and later what new materials need."""

import re
from pathlib import Path
from typing import Any

import yaml

from pipeline.scaffold.published_draft import in_our_columns
from pipeline.scaffold.study_materials import Materials
from pipeline.study import write_whole, yaml_editing

MARGINS, FIGURES = "survey/margins.csv", "published/figures.csv"  # as drafted, under raw/
CAPITALISED = r"[A-ZÀ-Þ][\w&-]*(?:['’][^\W\d_]\b)?"
NAMED = re.compile(rf"(?<!\w){CAPITALISED}(?:\s+{CAPITALISED})*")
KIND_OF_TEXT = re.compile(r"\s+(?:(?:of|on|for|de|du|des|sur)\s|d['’]|of$)", re.IGNORECASE)
HEAD = "# What differs from the defaults; pipeline/study/defaults.yaml has them, with what each means.\n"


def write(root: Path, materials: Materials) -> bool:
    """Whether anything was written: a file that is there gets what the new materials need and it does not say yet."""
    path, content = root / "params.yaml", needed(materials)
    if not path.exists():
        write_whole(path, HEAD + yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
        return True
    there = yaml_editing.parse(path.read_text(encoding="utf-8")) or {}
    changed = added(there, content)
    if changed:
        _save(path, there)
    return changed


def needed(materials: Materials) -> dict[str, Any]:
    """The parameters of these materials: a line of evidence is there where its material is."""
    strands = ["survey", "open_answers"] if materials.survey is not None else []
    strands += ["notes"] if materials.notes is not None else []
    strands += ["documents"] if materials.documents is not None else []
    strands += ["admin"] if materials.admin is not None else []
    strands += ["published"] if materials.published is not None else []
    content: dict[str, Any] = {"study": {"languages": materials.languages, "strands": strands}}
    if materials.survey is not None:
        content["survey"] = {"export": f"survey/{materials.survey.name}"}
    if materials.margins is not None:
        content.setdefault("survey", {})["population_margins"] = MARGINS
    if named := named_in(materials.title):
        content["notes"] = {"keep": named}  # the title stands on every page
    if materials.published is not None:
        content["triangulation"] = {"published": _figures(materials.published)}
    return content


def named_in(title: str) -> list[str]:
    """What a title names: its words with a capital, those next to each other together. Its first word
    has a capital anyway, and names nothing where it says what kind of text this is (`Evaluation of`).

    >>> named_in("Evaluation of SafeField in Halton Hills"), named_in("Community gardens")
    (['SafeField', 'Halton Hills'], ['Community'])
    """
    title = title.strip()
    stretches = [one for one in NAMED.finditer(title) if one.start() or not KIND_OF_TEXT.match(title[one.end() :])]
    return list(dict.fromkeys(one[0] for one in stretches))


def _figures(published: Path) -> str:
    """Where the figures in print stand: as they came, or as `new-study` drafts them."""
    return FIGURES if in_our_columns(published)[0] else f"published/{published.name}"


def added(there: Any, content: dict[str, Any]) -> bool:
    """Put what `content` has and `there` has not into `there`, lines of evidence one by one; whether there was any.

    What people wrote stays. A file without `strands` has all of them already (defaults.yaml).
    """
    changed = False
    for key, value in content.items():
        if isinstance(value, dict):
            if there.get(key) is None:
                there[key] = {}
            changed |= added(there[key], value)
        elif key == "strands":
            new = [strand for strand in value if key in there and strand not in there[key]]
            there.get(key, []).extend(new)
            changed |= bool(new)
        elif key not in there and key != "languages":
            there[key] = value
            changed = True
    return changed


def drop_open_answers(root: Path) -> None:
    """Take the line of evidence out again that the survey turned out not to have."""
    path = root / "params.yaml"
    content = yaml_editing.parse(path.read_text(encoding="utf-8"))
    if "open_answers" in content["study"].get("strands", []):
        content["study"]["strands"].remove("open_answers")
        _save(path, content)


def _save(path: Path, content: Any) -> None:
    write_whole(path, yaml_editing.dump(content))
