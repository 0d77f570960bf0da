"""Changes of the tree of codes as the page asks for them: planned, shown with what they move, done, taken back."""

from dataclasses import dataclass
from typing import Any

from pipeline.decisions import themes_tree
from pipeline.decisions.themes import code_id
from pipeline.decisions.themes_tree import Plan
from pipeline.tables import MACHINE
from pipeline.workbench.standing_now import codes_seen
from pipeline.workbench.store import Store


@dataclass(frozen=True)
class Moves:
    """What a change moves: segments with the code (of these, by people), findings and chapters that name it, files."""

    plan: Plan
    segments: int
    by_people: int
    findings: list[str]
    chapters: list[str]
    files: list[str]


def plan(store: Store, code: str, body: dict[str, Any]) -> Plan:
    """The change that `body` names (`change`, and its own fields). Raises StudyError for one that cannot be."""
    study, version, change = store.study, str(body["version"]), str(body["change"])
    names = ("new_id", "into", "parts", "theme", "parent", "colour")
    field = {name: str(body.get(name) or "").strip() for name in names}
    if change == "rename":
        return themes_tree.rename(study, code, field["new_id"], version)
    if change == "merge":
        return themes_tree.merge(study, code, field["into"], version)
    if change == "split":
        labels = [" ".join(line.split()) for line in field["parts"].splitlines() if line.strip()]
        return themes_tree.split(study, code, [(code_id(f"{code}_{one}"), one) for one in labels], version)
    if change in ("retire", "revive"):
        return themes_tree.retire(study, code, version)
    if change == "move":
        return themes_tree.move(study, code, field["theme"], field["parent"], version)
    if change == "colour":
        return themes_tree.colour(study, code, field["colour"], version)
    if change == "new":
        typed = {one: " ".join(str(body.get(f"label.{one}") or "").split()) for one in study.languages}
        first = next((label for label in typed.values() if label), "")
        by_language = {one: label or first for one, label in typed.items()}  # not translated yet: as typed
        return themes_tree.new(study, code_id(first), field["theme"], by_language, version, field["parent"])
    raise ValueError(change)


def moves(store: Store, change: Plan, coder: str) -> Moves:
    """What `change` moves, as far as `coder` may see it."""
    carried = [one for found in codes_seen(store, coder).values() for one in found if one.code == change.code]
    findings, chapters = themes_tree.touched(store.study, change.code)
    people = sum(one.by != (MACHINE,) for one in carried)
    files = [store.study.relative(path) for path in change.files]
    return Moves(change, len(carried), people, findings, chapters, files)
