"""A coder's own table (CSV or spreadsheet; the file's name is the coder's id).

A row for each unit and code, and a row with an empty code where there is nothing to code; a cell may hold several codes
(`Price; Safety`), and in place of a column of codes there may be one for each code, with a mark where it was given. A
unit is named by its `unit_id`, or by where it stands: `note_id` and `turn`, `record_id` and `question`, `document` and
`paragraph`. Survey programs have names of their own for a record (`ResponseId`), and people for a note: its file's.

Several people may stand in one table: in a column of coders, or with a column of codes each (`Codes Ana`, `Codes Ben`).
Where no column names the question, the heading over the answers does.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from pipeline.cleaning.texts import PARTED
from pipeline.decisions.record import CodingDecision
from pipeline.study import StudyError, collecting, did_you_mean, folded, read_people_table, read_yaml
from pipeline.study.ticks import GIVEN, NOT_GIVEN
from pipeline.tables import STANCES

UNIT = ["unit_id", "segment_id"]  # the second as our own tables of codings call it
PLACES = [
    ("note_id", "turn"),
    ("record_id", "question"),
    ("record_id", "variable"),
    ("document", "paragraph"),
    ("document_id", "paragraph"),
    ("doc_id", "paragraph"),
]
WORDS = read_yaml(Path(__file__).with_name("coder_table_words.yaml"))
CALLED: dict[str, list[str]] = WORDS["columns"]  # what else people and programs write over a column, folded
CALLED_STANCE = ("position", "valence", "sentiment", "polarity", "polarite", "orientation", "attitude", "postura")
SAID_STANCE: dict[str, list[str]] = WORDS["stances"]  # what people write in a column of stances, folded
STANCE_OF = {word: one for one, words in SAID_STANCE.items() for word in (one, *words)}
SOURCES = {"note_id", "document", "document_id", "doc_id"}  # columns that name a note or a document
OURS = {*UNIT, *(name for place in PLACES for name in place), "code", "stance", "coder"}
OF_ONE = re.compile(  # the codes that one of several people gave, folded: whose they are
    r"(?P<number>(?:coder|codeur|codeuse|codificador) ?\w{1,2})"
    r"|(?:codes?|codage|coding|codificacion)(?: de| du| by| of| par| d['’])?[ _-]+(?P<last>.+)"
    r"|(?P<first>.+?)(?:['’]s)?[ _-]+(?:codes?|coding|codage)"
)
ANSWER_LENGTH = 15  # signs an answer has on average at least, where its heading is to name the question


def read_coder_table(path: Path, where: str, sources: Mapping[str, str] | None = None) -> list[CodingDecision]:
    """Every row as a decision; `where` names the file in messages; `sources`: what notes and documents may be called
    (folded), and their ids: {"entrevue 4": "NOTE-04"}.

    Raises StudyError for a missing column, a unit or stance that cannot be, a note that is none of `sources`.
    """
    table = read_people_table(path, where, lower=False)
    long = one_code_a_row(table)
    if long is None:
        found = ", ".join(table.columns) or "none"
        expected = (
            "the columns note_id, turn, code; or record_id, question, code; or unit_id, code; or document, code and "
            "the words that were coded (text)"
        )
        raise StudyError(where, f"columns {found}", expected, "Add what is missing.")
    unit_of, sources = _naming(list(long.columns)), sources or {}
    assert unit_of is not None
    decisions = []
    refused: dict[tuple[str, str, str], list[int]] = {}  # what was found, expected and is to be done, and in which rows
    for number, row in zip(long.index, long.to_dict("records"), strict=True):
        for named in SOURCES & row.keys() if sources else ():
            if own := sources.get(folded(row[named])):
                row[named] = own
            elif row[named]:
                todo = did_you_mean(row[named], sources, "Correct the cell.")
                refused.setdefault((f"note {row[named]!r}", "a note of the manifest", todo), []).append(number)
        unit_id, told = unit_of(row)
        if not unit_id:
            refused.setdefault((told, "a note and a turn counted from 1", ""), []).append(number)
        if stance := row.get("stance", ""):
            row["stance"] = STANCE_OF.get(_plain(stance), stance)
            if row["stance"] not in STANCES:
                expected = f"one of {', '.join(STANCES)}, or empty"
                refused.setdefault((f"stance {stance!r}", expected, ""), []).append(number)
        decisions.append(_decision(row, unit_id, path.stem, where, number))
    with collecting() as mistakes:
        for (found, expected, todo), rows in refused.items():
            mistakes.add(f"{where}, {_rows(rows)}", found, expected, todo)
    return decisions


def _rows(numbers: list[int]) -> str:
    """The rows of one mistake, told once for all.

    >>> _rows([3, 4, 9, 12])
    'row 3 (and 3 more)'
    """
    numbers = list(dict.fromkeys(numbers))  # a row of several codes is one row
    return f"row {numbers[0]}" + (f" (and {len(numbers) - 1} more)" if len(numbers) > 1 else "")


def one_code_a_row(table: pd.DataFrame) -> pd.DataFrame | None:
    """The table with a row for each unit and code, an empty `code` where there is none, its columns as we call them;
    None where it names no units or no codes. The index, which is the row in the file, is kept.

    >>> one_code_a_row(pd.DataFrame({"responseid": ["R1"], "question": ["Q2"], "codes": ["Price; Safety"]}))
      record_id question    code
    0        R1       Q2   Price
    0        R1       Q2  Safety
    """
    ours = {word: name for name, words in CALLED.items() for word in words} | {name: name for name in OURS}
    names = {column: ours.get(folded(str(column)), str(column)) for column in table}
    own = {name for column, name in names.items() if folded(str(column)) == name}  # these go before other names
    table = table.rename(
        columns={column: name for column, name in names.items() if name not in own or folded(str(column)) == name}
    )
    table = _a_row_a_coder(_with_stance(table))
    if "record_id" in table and not {"question", "variable"} & set(table.columns) and (asked := _over_answers(table)):
        table = table.assign(question=asked)
    if _naming(list(table.columns)) is None or table.columns.has_duplicates:
        return None
    if "code" not in table.columns:
        marked = [name for name in table if _is_marks(table[name]) and name not in OURS]
        if not marked:
            return None
        codes = [[name for name in marked if _plain(row[name]) in GIVEN] for row in table.to_dict("records")]
        table = table.drop(columns=marked).assign(code=codes)
    else:
        table = table.assign(code=[[one for one in PARTED.split(cell.strip()) if one] for cell in table["code"]])
    return table.explode("code").fillna({"code": ""})


def _with_stance(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its column of stances called so: by another name only where it holds nothing but stances."""
    if "stance" in table:
        return table
    called = [column for column in table if folded(str(column)) in CALLED_STANCE]
    fitting = [column for column in called if {_plain(cell) for cell in table[column] if cell} <= STANCE_OF.keys()]
    return table.rename(columns={fitting[0]: "stance"}) if len(fitting) == 1 else table


def _a_row_a_coder(table: pd.DataFrame) -> pd.DataFrame:
    """A table with columns of codes for each of several people, with a row for each of them. `Code 1`, `Code 2` are
    one person's."""
    matched = {column: OF_ONE.fullmatch(folded(str(column))) for column in table if column not in OURS}
    whose = {column: _whose(str(column), match) for column, match in matched.items() if match}
    if len(whose) < 2 or "code" in table.columns:
        return table
    kept = [column for column in table if column not in whose]
    parts = []
    for name in dict.fromkeys(whose.values()):
        own = [column for column, one in whose.items() if one == name]
        codes = ["; ".join(filter(None, map(str.strip, cells))) for cells in table[own].itertuples(index=False)]
        parts.append(table[kept].assign(code=codes, **({"coder": name} if name else {})))
    return pd.concat(parts)


def _whose(column: str, match: re.Match[str]) -> str:
    """The person's name as the heading writes it, `Coder 1` where it numbers them; "" where it numbers codes."""
    group = next(name for name in ("number", "last", "first") if match[name])
    start, end = match.span(group)
    name = (column[start:end] if len(column) == len(match.string) else match[group]).strip()
    return "" if name.isdigit() else name


def _over_answers(table: pd.DataFrame) -> str:
    """The heading over what people answered: the column of the longest texts; "" where there are none."""
    others = [column for column in table if column not in OURS and not _is_marks(table[column])]
    length = {str(column): table[column][table[column] != ""].str.len().mean() for column in others}
    longest = max(length, key=lambda column: length[column] if length[column] > 0 else 0, default="")
    return longest if longest and length[longest] >= ANSWER_LENGTH else ""


def _is_marks(cells: pd.Series) -> bool:
    """Does a column hold nothing but marks, and at least one?"""
    found = {_plain(cell) for cell in cells}
    return found <= GIVEN | NOT_GIVEN and bool(found & GIVEN)


def _plain(cell: str) -> str:
    return cell.strip() if cell.strip() in ("✓", "✔", "-") else folded(cell)


def _naming(columns: list[str]) -> Callable[[dict[str, str]], tuple[str, str]] | None:
    """How the rows of a table name their unit: a function from a row to the unit and how messages tell it.

    None where the columns name none. Spreadsheets write turns as `4.0`.
    """
    for name in UNIT:
        if name in columns:
            return lambda row: (row[name], f"{name} {row[name]!r}")
    for source, place in PLACES:
        if source in columns and place in columns:

            def unit_of(row: dict[str, str], source: str = source, place: str = place) -> tuple[str, str]:
                number = row[place].removesuffix(".0")
                unit_id = f"{row[source]}#{number}" if row[source] and number not in ("", "0") else ""
                return unit_id, f"{source.removesuffix('_id')} {row[source]!r}, {place} {row[place]!r}"

            return unit_of
    return None


def _decision(row: dict[str, str], unit_id: str, coder: str, where: str, number: int) -> CodingDecision:
    return CodingDecision(
        unit_id,
        code=row["code"],
        coder=row.get("coder") or coder,
        decision="assigned" if row["code"] else "none",
        stance=row.get("stance") or "",
        file=where,
        row=number,
        who=row.get("coder") or coder,
        written=row["code"],
        whole=True,
    )
