"""One room reads what people decided and says what stands; everybody else reads its tables."""

import ast
from pathlib import Path

from pipeline.scaffold.import_statements import nodes

ROOT = Path(__file__).parents[2]
ROOM = ROOT / "pipeline" / "decisions"
# What reads a coder's file. Others go through `read`, the room's door; writing a log is for them too, parsing is not.
READERS = {"coder_tables", "review_reading", "decision_log"}
MAY_USE = {
    "pipeline.decisions.decision_log": {"Decision", "FOLDER"},
    "pipeline.decisions.coder_tables": {"one_code_a_row"},  # `new-study` looks at files before there is a study
}
COMMANDS = {"themes_diff.py", "review_finding.py"}
LIVE = {"workbench", "exchange", "scaffold"}  # and commands: what people decide between two runs is seen there


def imports(module: Path) -> list[tuple[str, str]]:
    """Pairs of module and name that a module of ours imports."""
    found = []
    for node in nodes(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.module, one.name) for one in node.names]
    return found


def others() -> list[Path]:
    """Modules of other rooms that name a module of this one, or the coder who is none."""
    modules = [path for path in sorted((ROOT / "pipeline").rglob("*.py")) if ROOM not in path.parents]
    named = ("pipeline.decisions.", "adjudicated", "ADJUDICATED", "standing_of", "standing_table")
    return [path for path in modules if any(name in path.read_text(encoding="utf-8") for name in named)]


def test_nobody_else_parses_a_coders_file():
    for module in others():
        for source, name in imports(module):
            if source.startswith("pipeline.decisions.") and source.rpartition(".")[2] in READERS:
                assert name in MAY_USE.get(source, set()), f"{module}: {source}.{name}"


def test_stages_read_the_tables_and_only_the_page_commands_and_exchange_look_at_files():
    for module in others():
        if module.parts[-2] in LIVE or LIVE & set(module.parts):
            continue
        live = [name for source, name in imports(module) if source == "pipeline.decisions.read"]
        assert not live or module.name in COMMANDS, module  # they speak of all that is written by now


def test_nobody_else_works_out_what_stands():
    """Votes are put together in `reading` and `standing` alone; stages never ask whether a coder is `adjudicated`."""
    for module in others():
        found = imports(module)
        names = {name for source, name in found if source == "pipeline.decisions.reading"}
        assert names <= {"Reading", "readings", "read_unit", "contradictions"}, module
        if not LIVE & set(module.parts):
            assert not {name for _, name in found} & {"ADJUDICATED", "standing_of", "standing_table"}, module
            compared = [node for node in nodes(module) if isinstance(node, ast.Compare)]
            words = {one.value for node in compared for one in ast.walk(node) if isinstance(one, ast.Constant)}
            assert "adjudicated" not in words, module
