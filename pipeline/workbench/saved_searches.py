"""Searches and filters that a person gave a name, in raw/coding/searches.jsonl; everybody of the study may use them."""

import json
from pathlib import Path

from pipeline.decisions import decision_log
from pipeline.study import Study, StudyError
from pipeline.study.appended import append_lines, read_lines

NAME_LENGTH = 80


def path(study: Study) -> Path:
    return study.coding / "searches.jsonl"


def saved(study: Study) -> dict[str, dict[str, str]]:
    """Name -> the search as the parts of its address; the last line of each name counts, and one without parts ends it.

    Raises StudyError for a line that is no search.
    """
    found: dict[str, dict[str, str]] = {}
    for number, line in read_lines(path(study)):
        try:
            entry = json.loads(line)
            name, query = str(entry["name"]), {str(key): str(value) for key, value in entry["query"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StudyError(f"{study.relative(path(study))}, line {number}", "not a saved search") from error
        found.pop(name, None)
        if query:
            found[name] = query
    return dict(sorted(found.items()))


def save(study: Study, name: str, query: dict[str, str], who: str) -> None:
    """Raises StudyError where the disk refuses, ValueError for a search without a name."""
    name = " ".join(name.split())[:NAME_LENGTH]
    if not name:
        raise ValueError("a search needs a name")
    line = {"when": decision_log.now(), "who": who, "name": name, "query": query}
    append_lines(study, path(study), [json.dumps(line, ensure_ascii=False)])


def forget(study: Study, name: str, who: str) -> None:
    save(study, name, {}, who)
