"""docs/architecture.md says what the code is: the rooms, their order, their tables; and no name means two things."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.tables import is_table
from tests.test_house import MODULES, ROOT

PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `")]
ORDER = [row[0].strip("`") for row in ROWS]
SIDE_BY_SIDE = {"survey", "admin", "notes"}
# The room `tables` declares what `study` reads and checks: the two lie under everything and know each other.
GROUND = {"study", "tables"}
# Folders whose modules are named within them: `tables.survey` declares the survey's tables, `rule.notes` is the rule's
# reading of the notes.
QUALIFIED = ("tables", "rule")


def imported_rooms(module: Path) -> set[str]:
    """The rooms that a module imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pipeline"):
            parts = node.module.split(".")
            names |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("pipeline.")}
    return names & set(ORDER)


def test_every_room_is_on_the_page_and_every_room_of_the_page_is_there():
    there = {path.parent.name for path in (ROOT / "pipeline").glob("*/__init__.py")}
    assert set(ORDER) == there


@pytest.mark.parametrize("room", ORDER)
def test_a_room_uses_only_those_above_it(room):
    above = set(ORDER[: ORDER.index(room)]) | {room} | (GROUND if room in GROUND else set())
    above -= SIDE_BY_SIDE - {room} if room in SIDE_BY_SIDE else set()
    for module in sorted((ROOT / "pipeline" / room).rglob("*.py")):
        assert imported_rooms(module) <= above, module


def test_the_tables_of_the_page_are_declared():
    named = {name for row in ROWS for name in re.findall(r"\w+/\w+", row[2])}
    assert all(map(is_table, named))


def test_no_two_modules_of_one_name_mean_different_things():
    names = Counter(module.stem for module in MODULES if module.parent.name not in QUALIFIED)
    assert {name for name, times in names.items() if times > 1} == {"__init__"}
