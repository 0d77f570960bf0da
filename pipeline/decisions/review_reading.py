"""Reading back what people decided in a review workbook or on a blank coding sheet saved under raw/coding.

Only filled cells are decisions: a row left empty says nothing, so that a half-finished workbook can be saved and read.
Rows may be sorted, filtered or deleted, and columns added; rows and columns are found by their names.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.decisions.record import ADJUDICATED, CodingDecision
from pipeline.study import StudyError, opening
from pipeline.tables import STANCES

if TYPE_CHECKING:  # loaded where there is a workbook to read: a quarter of a second of each check
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

REVIEW, BLANK, ABOUT = "Review · Révision", "Coding · Codage", "Read me · Lisez-moi"
CODER_CELL = "B2"  # of the sheet ABOUT
CODE_COLUMNS = 3  # on a blank sheet

# Headings are bilingual; the name in front is the one the program goes by.
SEGMENT, REASON, QUESTION, TEXT = "segment", "reason · motif", "question · question", "text · texte"
SUGGESTED, LABEL, SCORE = "suggested code · code suggéré", "label · libellé", "score"
RATIONALE, DECISION, OTHER = "rationale · motif de la suggestion", "decision · décision", "other code · autre code"
STANCE, MEMO, FINGERPRINT = "stance · position", "memo · mémo", "fingerprint"
CODE = "code"

YES, NO, NOTHING = "yes · oui", "no · non", "nothing to code · rien à coder"
_SAID = {"yes": YES, "oui": YES, "no": NO, "non": NO, "nothing": NOTHING, "rien": NOTHING}
STANCE_WORDS = {
    "supportive": "supportive · favorable",
    "critical": "critical · critique",
    "mixed": "mixed · partagée",
    "neutral": "neutral · neutre",
}
DISAGREED = "disagreed · désaccord"  # a reason whose decision settles what coders differ on


def is_review(path: Path) -> bool:
    """Is this a workbook that `review` or `coding-sheet` wrote? What is no workbook at all is not."""
    from openpyxl import load_workbook

    try:
        workbook = load_workbook(path, read_only=True)
    except Exception:  # a damaged workbook raises dozens of kinds: its own reader tells what is wrong with it
        return False
    try:
        return bool({REVIEW, BLANK} & set(workbook.sheetnames))
    finally:
        workbook.close()


def read_review(path: Path, where: str, coder: str | None = None) -> list[CodingDecision]:
    """The decisions of one saved workbook.

    `where` names the file in messages; `coder` stands in for the name in the workbook. A settled disagreement has the
    coder `adjudicated`. Raises StudyError for a missing coder's name, a missing column, and a cell that is none of the
    words it may hold.
    """
    from openpyxl import load_workbook

    with opening(where, "a whole Excel workbook (.xlsx)"):
        workbook = load_workbook(path, data_only=True)
    coder = coder or _checked(_name(workbook), f"{where}, sheet {ABOUT}, cell {CODER_CELL}")
    found: list[CodingDecision] = []
    if REVIEW in workbook.sheetnames:
        for place, row in _rows(workbook[REVIEW], [SEGMENT, REASON, SUGGESTED, DECISION, OTHER, STANCE], where):
            found += _review_decisions(row, place, coder)
    if BLANK in workbook.sheetnames:
        for place, row in _rows(workbook[BLANK], [SEGMENT, f"{CODE} 1", STANCE], where):
            found += _coding_decisions(row, place, coder)
    return found


def named_coder(path: Path) -> str:
    """The name in the workbook's cell for it, empty where nobody wrote one."""
    from openpyxl import load_workbook

    return _name(load_workbook(path, read_only=True))


def _name(workbook: "Workbook") -> str:
    return str(workbook[ABOUT][CODER_CELL].value or "").strip() if ABOUT in workbook.sheetnames else ""


def _checked(name: str, where: str) -> str:
    if not re.fullmatch(r"\w[\w .-]*", name):
        raise StudyError(
            where,
            f"the coder's name is {name!r}" if name else "no coder's name",
            "letters, digits, spaces, dots and hyphens",
            "Write there who decided.",
        )
    if name in (ADJUDICATED, "machine"):
        raise StudyError(where, f"{name!r} is no person", "a coder's name")
    return name


class Place(NamedTuple):
    """Where a row stands: the file as messages name it, sheet and row."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        return f"{self.file}, sheet {self.sheet}, row {self.row}"


def _rows(sheet: "Worksheet", needed: list[str], where: str) -> Iterator[tuple[Place, dict[str, str]]]:
    """Pairs of place and row (a dictionary by heading) of a sheet whose first row holds the headings."""
    lines = sheet.iter_rows(values_only=True)
    headings = [str(cell or "").strip() for cell in next(lines, ())]
    missing = [heading for heading in needed if heading not in headings]
    if missing:
        raise StudyError(
            f"{where}, sheet {sheet.title}",
            f"no column {missing[0]!r} in the first row",
            "the columns the workbook was made with",
            "Put the heading back, or make the workbook again with `make review`.",
        )
    for number, line in enumerate(lines, start=2):
        row = {
            heading: str(cell).strip() if cell is not None else ""
            for heading, cell in zip(headings, line, strict=False)
        }
        if row[SEGMENT]:
            yield Place(where, sheet.title, number), row


def _review_decisions(row: dict[str, str], place: Place, who: str) -> list[CodingDecision]:
    answer = _decision_word(row[DECISION], place)
    coder = ADJUDICATED if row[REASON].startswith(DISAGREED) else who
    stance = _stance(row[STANCE], place)
    made = []
    if answer == NOTHING:
        made.append(_decision(row, place, coder, who, "", "none", stance, whole=True))
    elif answer:
        if not row[SUGGESTED]:
            raise StudyError(str(place), f"{row[DECISION]!r} where no code is suggested", f"a code under {OTHER!r}")
        word = "assigned" if answer == YES else "rejected"
        made.append(_decision(row, place, coder, who, row[SUGGESTED], word, stance))
    if row[OTHER]:
        made.append(_decision(row, place, coder, who, row[OTHER], "assigned", stance))
    return made


def _coding_decisions(row: dict[str, str], place: Place, coder: str) -> list[CodingDecision]:
    codes = [row.get(f"{CODE} {number}", "") for number in range(1, CODE_COLUMNS + 1)]
    codes = [code for code in codes if code]
    stance = _stance(row[STANCE], place)
    nothing = [code for code in codes if _SAID.get(_first_word(code)) == NOTHING]
    if nothing and len(codes) > 1:
        found = f"both {codes[0]!r} and {codes[1]!r}"
        raise StudyError(str(place), found, "codes, or nothing to code", "Keep one of them.")
    if nothing:
        return [_decision(row, place, coder, coder, "", "none", stance, whole=True)]
    return [_decision(row, place, coder, coder, code, "assigned", stance, whole=True) for code in codes]


def _decision(
    row: dict[str, str], place: Place, coder: str, who: str, code: str, decision: str, stance: str, whole: bool = False
) -> CodingDecision:
    source, _, position = row[SEGMENT].rpartition("#")
    if not source or not position:
        raise StudyError(str(place), f"segment {row[SEGMENT]!r}", "NOTE#turn, as the workbook was made")
    return CodingDecision(
        row[SEGMENT],
        code,
        coder,
        decision,
        stance,
        file=place.file,
        row=place.row,
        sheet=place.sheet,
        who=who,
        written=code,
        whole=whole,
        fingerprint=row.get(FINGERPRINT, ""),
        memo=row.get(MEMO, ""),
    )


def _first_word(cell: str) -> str:
    return re.split(r"\W+", cell.lower(), maxsplit=1)[0]


def _decision_word(cell: str, place: Place) -> str | None:
    if not cell:
        return None
    if _first_word(cell) not in _SAID:
        raise StudyError(str(place), f"the decision is {cell!r}", f"one of {YES}, {NO}, {NOTHING}, or empty")
    return _SAID[_first_word(cell)]


def _stance(cell: str, place: Place) -> str:
    if not cell:
        return ""
    for stance in STANCES:
        if cell.lower() in STANCE_WORDS[stance].split(" · ") or cell == STANCE_WORDS[stance]:
            return stance
    raise StudyError(str(place), f"the stance is {cell!r}", f"one of {', '.join(STANCE_WORDS.values())}, or empty")
