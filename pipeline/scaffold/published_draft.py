"""Figures in print as people list them (`Indicator, Value, Source`), as the table that the study reads."""

import re
from pathlib import Path

import pandas as pd

from pipeline.cleaning.written_numbers import written_number
from pipeline.study import StudyError, folded, read_people_table, read_yaml
from pipeline.triangulation.precision import PERCENT
from pipeline.triangulation.published import FIGURES

# What people write over a column; the first column that is called so is taken.
CALLED: dict[str, list[str]] = read_yaml(Path(__file__).with_name("headings_of_people.yaml"))["published"]

COUNTED = "count"  # the unit of a number beside which nobody says what is counted; its statement does
WORDED = {
    word: "|".join(languages.values())
    for word, languages in read_yaml(Path(__file__).with_name("precision_words.yaml")).items()
}
BETWEEN = r"\s*(?:the |les |la |los |las )?[$€£]?\s*"
NUMBER = r"\d(?:[\d\s.,]*\d)?"
DOLLARS = ("$", "dollars", "dollar", "cad")  # as a unit, folded
SCALED = re.compile(  # $4.3 million, 4,3 M$, 4,3 millions de dollars: what the dollars are counted in
    rf"(?P<sign>(?:CA)?\$\s*)?(?P<number>{NUMBER})\s*(?:(?P<million>millions?|M)|(?P<billion>billions?|milliards?|bn|G))"
    r"\s*(?:de\s|of\s)?(?P<dollars>\$|dollars|CAD)?$",
    re.IGNORECASE,
)
DECIMALS = re.compile(r"[.,](\d{1,2})\s*%?$")
ONE_DECIMAL = re.compile(r"-?\d+[.,]\d")


def in_our_columns(path: Path) -> tuple[str, list[str]]:
    """CSV in the columns of raw/published/figures.csv ("" where the file has them), and what a person should know.

    Raises StudyError where no column holds values, or no row a number.
    """
    frame = read_people_table(path, path.name)
    if set(FIGURES) <= set(frame.columns):
        return "", []
    columns = {name: _column(frame, words) for name, words in CALLED.items()}
    if not (columns["value"] and columns["statement"]):
        found = f"columns {', '.join(map(str, frame.columns)) or 'none'}"
        raise StudyError(
            path, found, "a column of values and one that says what each is", "Name them value, statement."
        )
    rows: list[dict[str, str]] = []
    left: list[str] = []
    for number, row in zip(frame.index, frame.to_dict("records"), strict=True):
        cells = {name: row[column].strip() if column else "" for name, column in columns.items()}
        cells["value"], unit = _in_dollars(cells["value"], cells["unit"])
        value, word = _number(cells["value"]), ""
        if value is None:
            word, _, printed_so = _worded(cells["value"])
            value = _number(printed_so)
        if value is None:
            left.append(str(number))
            continue
        is_percent = "%" in cells["value"] + cells["statement"] + cells["unit"] + str(columns["value"])
        printed = DECIMALS.search(cells["value"])
        decimals = len(printed[1]) if printed else 0
        drafted = {"claim": f"P{len(rows) + 1}", "value": f"{value:.{decimals}f}"}
        drafted["precision"] = word or _precision(cells["statement"], value)
        rows.append({**cells, **drafted, "unit": PERCENT if is_percent else unit or COUNTED})
    if not rows:
        raise StudyError(path, "no row with a number", "a number a row", "Write each figure in a cell of its own.")
    told = [f"{path.name}: {len(rows)} figures, drafted as raw/published/figures.csv: look at unit and precision."]
    told += [f"{path.name}: no number in rows {', '.join(left)}, which were left out."] if left else []
    unread = [str(column) for column in frame if column not in columns.values() and frame[column].str.strip().any()]
    told += [f"{path.name}: columns that are not read: {', '.join(unread)}."] if unread else []
    return pd.DataFrame(rows, columns=FIGURES).to_csv(index=False, lineterminator="\n"), told


def _in_dollars(value: str, unit: str) -> tuple[str, str]:
    """The number of a cell of money, and its unit: millions or billions where the cell counts in them.

    >>> _in_dollars("$4.3 million", ""), _in_dollars("nearly 1,2 M$", ""), _in_dollars("4,848", "dollars")
    (('4.3', 'million_cad'), ('nearly 1,2', 'million_cad'), ('4,848', 'CAD'))
    """
    is_money = folded(unit) in DOLLARS
    scaled = SCALED.search(value)
    if scaled and (is_money or scaled["sign"] or scaled["dollars"]):
        return value[: scaled.start()] + scaled["number"], "million_cad" if scaled["million"] else "billion_cad"
    return value, "CAD" if is_money or (not unit and "$" in value) else unit


def _precision(statement: str, value: float) -> str:
    """What the words before this number in a sentence say of it: `nearly` of "nearly 240 answered"."""
    numbers = [found for found in re.finditer(NUMBER, statement) if _number(found[0]) == value]
    words = [word for found in numbers if (word := _worded(statement[: found.end()])[0])]
    return words[0] if words else "exact"


def _worded(text: str) -> tuple[str, str, str]:
    """The precision, words and number at the end of a text; empty where no such words stand before one."""
    for word, written in WORDED.items():
        if found := re.search(rf"(?:^|(?<=[\s(]))({written}){BETWEEN}({NUMBER}\s*%?)$", text.strip(), re.IGNORECASE):
            return word, found[1], found[2]
    return "", "", ""


def _number(cell: str) -> float | None:
    plain = cell.replace("%", "").strip()
    return float(plain.replace(",", ".")) if ONE_DECIMAL.fullmatch(plain) else written_number(plain)


def _column(frame: pd.DataFrame, words: list[str]) -> str:
    heads = {folded(str(column)).split(" (")[0]: str(column) for column in reversed(frame.columns)}
    return next((heads[word] for word in words if word in heads), "")
