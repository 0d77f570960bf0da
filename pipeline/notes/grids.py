"""Tables of a note: talk in rows (columns for time, speaker, words, codes), a column for each speaker, or facts.

What a column is, its head says, or where there is none its cells do.
"""

import itertools
import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.notes import labels, speakers
from pipeline.notes.note_facts import is_fact
from pipeline.notes.passages import SENTENCE_END, TITLE_WORDS, Aside, Grid, Passage, words
from pipeline.notes.stamps import ALONE, times

BESIDE = re.compile(rf"(?P<who>[^\W\d_].{{0,60}}?)\s+(?P<stamp>{ALONE.pattern})")
TIME = re.compile(rf"{ALONE.pattern}|\d+(?:[.,]\d+)?")  # in a column of times a bare number is seconds
FACTS = 8  # rows of facts about the note that may stand above a table's head
SHORT = 6  # words of a cell that may be a key, a label or a code
ASKED = 0.6  # of a column's cells, from which it asks
ANSWERED = 0.7  # of them, from which another column answers
SOMEBODY = 1.5  # strength of a column's head that is surely a person
KINDS = ("time", "number", "speaker", "talk", "aside")

Texts = list[list[str]]  # of the cells, row by row
Cells = list[list[list[Passage]]]  # the same cells, as passages


def read_grid(
    grid: Grid, known: labels.Known, columns: Mapping[str, int] | None = None
) -> tuple[list[Passage], list[Aside]]:
    """Passages of a table, with speaker and times where it has columns for them, and what of it is not speech.

    columns: what a person said of them in a layout file (`speaker: 2, talk: 4`, from 1); else found out.
    """
    rows, cells = _filled(grid)
    if not rows:
        return [], []
    if len(rows[0]) == 1:
        return [passage for row in cells for passage in row[0]], []
    if columns:
        kinds = {number - 1: kind for kind, number in columns.items()}
        head = 1 if head_of(rows[0]) else 0
        return _talk(rows[head:], cells[head:], kinds, _heads(rows[:head]))
    if titles := _titles(rows):
        passages, aside = read_grid(Grid(cells[titles:]), known)
        return passages, _above(rows[:titles]) + aside
    again = [n for n, row in enumerate(rows) if n and row == rows[0] and head_of(row)]  # on each page of a long table
    repeated = _heads([rows[n] for n in again])
    rows, cells = [r for n, r in enumerate(rows) if n not in again], [r for n, r in enumerate(cells) if n not in again]
    passages, aside = _with_one_head(rows, cells, known)
    return passages, aside + repeated


def _filled(grid: Grid) -> tuple[Texts, Cells]:
    """The rows with words in them, all as wide as the widest: texts, and passages."""
    texts = grid.texts()
    rows = [row for row in texts if any(row)]
    width = max((len(row) for row in rows), default=0)
    cells = [row for row, text in zip(grid.rows, texts, strict=True) if any(text)]
    return rows, [[*row, *([[]] * (width - len(row)))] for row in cells]


def _with_one_head(rows: Texts, cells: Cells, known: labels.Known) -> tuple[list[Passage], list[Aside]]:
    """`read_grid` of rows of which the first is the only one that may be a head."""
    head, body = head_of(rows[0]), rows[1:]
    asked = _asked_and_answered(rows[0], body, known) if body and "speaker" not in head.values() else {}
    if asked and not _labelled_rows(rows, known):
        columns = sorted([*asked, *itertools.chain(*asked.values())])
        return _side_by_side(rows, cells, columns, known, _same_sides(rows[0], asked))
    if body and "talk" in head.values():
        rest = {n: kind for n, kind in _by_content(body, known).items() if n not in head and kind != "talk"}
        return _talk(body, cells[1:], head | rest, _heads(rows[:1]))
    if (facts := _facts(rows, known)) is not None:
        return [], facts
    if _about_people(rows):
        return [], [Aside("\t".join(filter(None, row)), "facts") for row in rows]
    if (sides := _sides(rows, known)) is not None:
        return _side_by_side(rows, cells, sides, known)
    if asked := _asked_and_answered([""] * len(rows[0]), rows, known):
        return _asked_in_rows(rows, cells, asked)
    if body and "speaker" in head.values():  # no head word for the talk
        kinds = _by_content(body, known)
        kinds |= {n: kind for n, kind in head.items() if kinds[n] != "talk"}
        return _talk(body, cells[1:], kinds, _heads(rows[:1]))
    if _stands_apart(rows):
        return _talk(body, cells[1:], _by_content(body, known), _heads(rows[:1]))
    return _talk(rows, cells, _by_content(rows, known), [])


def _titles(rows: Texts) -> int:
    """How many rows stand above the table's head: of one cell, or of facts about the note."""
    above = next((n for n, row in enumerate(rows) if sum(map(bool, row)) > 1), 0)
    if above and sided(rows[above]):
        return above
    place = head_place(rows[: above + FACTS])
    return place if place is not None and all(_is_above(row) for row in rows[:place]) else 0


def _is_above(row: list[str]) -> bool:
    """Whether a row is a title, or a key and what it is: no more than two cells, short ones."""
    cells = [cell for cell in row if cell]
    return len(cells) <= 2 and all(words(cell) <= TITLE_WORDS for cell in cells)


def head_place(rows: Texts) -> int | None:
    """Which of the first rows says what the columns are: the one that names most of them, the first of equals."""
    named = [len(head_of(row)) for row in rows]
    return named.index(max(named)) if any(named) else None


def sided(row: list[str]) -> bool:
    """Whether a row names a speaker, or a side, in every cell (`Question`, `Réponse`), one of them a usual one."""
    roles = [labels.usual_role(cell) for cell in row if cell]
    return any(roles) and all(labels.like_a_name(cell) for cell in row if cell)


def _above(rows: Texts) -> list[Aside]:
    """What stands above a table's head: titles, and facts in two cells each."""
    filled = [[cell for cell in row if cell] for row in rows]
    return [Aside(": ".join(cells), "facts" if len(cells) == 2 else "heads") for cells in filled if cells]


def _heads(rows: Texts) -> list[Aside]:
    return [Aside(cell, "heads") for row in rows for cell in row if cell]


def head_of(row: list[str]) -> dict[int, str]:
    """What a head row says of its columns; empty where the row is none."""
    known = labels.lists()
    kinds: dict[int, str] = {}
    for number, cell in enumerate(row):
        low = labels.plain(re.sub(r"[():/_]|(?<=[a-z])(?=[A-Z])", " ", cell))  # `startTime`, `speaker_name`
        options = {low, low.replace(" ", "-"), *low.split()} if len(low.split()) <= 4 else set()
        found = [kind for kind in KINDS if options & known[f"column_{kind}"]]
        whole = [kind for kind in found if low in known[f"column_{kind}"]]
        if found:
            kinds[number] = (whole or found)[0]
    talk = [n for n, cell in enumerate(row) if set(labels.plain(cell).split()) & known["column_talk"]]
    speaking = [n for n, kind in kinds.items() if kind == "speaker"]
    if "talk" not in kinds.values() and len(speaking) > 1:  # `Locuteur`, `Ce qui est dit`
        kinds |= {n: "talk" for n in talk if n in speaking[1:]}
    filled = sum(bool(cell) for cell in row)
    told = sum(cell != "" for n, cell in enumerate(row) if n in kinds)
    return kinds if filled and told * 2 > filled and (told >= 2 or filled == 1) else {}


def _stands_apart(rows: Texts) -> bool:
    """Whether the first row heads the others, by what stands in it: no time or number where all others have one."""
    columns = [[row[n] for row in rows[1:] if row[n]] for n in range(len(rows[0]))]
    return len(rows) > 3 and any(
        rows[0][n] and not TIME.fullmatch(rows[0][n]) and len(cells) > 2 and all(map(TIME.fullmatch, cells))
        for n, cells in enumerate(columns)
    )


def _by_content(rows: Texts, known: labels.Known) -> dict[int, str]:
    """What each column is, from its cells."""
    width = len(rows[0]) if rows else 0
    columns = [[row[n] for row in rows] for n in range(width)]
    filled = [[cell for cell in column if cell] for column in columns]
    sizes = [sum(words(cell) for cell in column) for column in columns]
    kinds: dict[int, str] = {}
    for n, cells in enumerate(filled):
        if cells and sum(bool(ALONE.fullmatch(cell)) for cell in cells) * 2 > len(cells):
            kinds[n] = "time"
        elif cells and all(re.fullmatch(r"[#\[(]?\d{1,5}[.)\]:]?", cell) for cell in cells):
            kinds[n] = "number"
        elif not cells:
            kinds[n] = "aside"
    left = [n for n in range(width) if n not in kinds]
    if left:
        talk = max(left, key=lambda n: (sizes[n], -n))
        kinds[talk] = "talk"
        scores = {n: _speaking(filled[n], known) for n in left if n != talk}
        if scores and max(scores.values()) > 0:
            kinds[max(scores, key=lambda n: (scores[n], -n))] = "speaker"
    for n in range(width):
        kinds.setdefault(n, "aside")
    return kinds


def _speaking(cells: list[str], known: labels.Known) -> float:
    """How much a column looks like speakers: labels in it, few of them, coming again."""
    cells = [_named_at(cell)[0] for cell in cells]
    if not cells or sum(labels.could_be(cell) for cell in cells) < 0.8 * len(cells):
        return 0.0
    forms = {labels.key(cell) for cell in cells}
    strong = sum(min(2.0, labels.strength(cell.rstrip(" :"), known)) for cell in cells) / (2 * len(cells))
    return strong + 0.5 * (1 - len(forms) / len(cells))


def _talk(rows: Texts, cells: Cells, kinds: dict[int, str], aside: list[Aside]) -> tuple[list[Passage], list[Aside]]:
    """Rows as passages by what their columns are. A row without speaker goes on from the one before."""
    talk, speaker, time = ([n for n, own in kinds.items() if own == kind] for kind in ("talk", "speaker", "time"))
    rest = sorted(n for n, kind in kinds.items() if kind in ("aside", "number"))
    found: list[Passage] = []
    for row, row_cells in zip(rows, cells, strict=True):
        passages = [passage for n in talk for passage in row_cells[n]]
        who, beside = _named_at(row[speaker[0]]) if speaker else ("", [])
        said = any(row[n] for n in talk)
        aside += [Aside(row[n], "remarks" if said else "heads") for n in time if row[n] and not TIME.fullmatch(row[n])]
        stamps = [row[n] for n in time if TIME.fullmatch(row[n])] + beside
        aside += [Aside(stamp, "stamps") for stamp in stamps]
        aside += [Aside(row[n], "remarks") for n in rest if row[n]]
        aside += [Aside(who, "labels" if passages else "heads")] if who else []
        if speaker:
            passages = [replace(passage, style="") for passage in passages]
        start, end = _span(stamps)
        for number, passage in enumerate(passages):
            opens = number == 0 and (bool(who) or not speaker)
            passage = replace(passage, speaker=None, start_s=None, end_s=None, opens_paragraph=opens)
            if number == 0:
                passage = replace(passage, speaker=who.rstrip(" :") or None, start_s=start, end_s=end)
            found.append(passage)
    return found, aside


def _span(stamps: list[str]) -> tuple[float | None, float | None]:
    """When a row begins and ends, in seconds, by the stamps in it: one, or one for each."""
    at = [times(stamp) for stamp in stamps]
    if not at:
        return None, None
    return at[0].start_s, at[1].start_s if len(at) > 1 else at[0].end_s


def _named_at(cell: str) -> tuple[str, list[str]]:
    """Who a cell names, and the time that stands in it with the name (`Hedda 00:08`)."""
    match = BESIDE.fullmatch(cell.strip())
    return (match["who"].strip(" -–—,|"), [match["stamp"]]) if match else (cell.strip(), [])


def _sides(rows: Texts, known: labels.Known) -> list[int] | None:
    """Columns that are a speaker each (or question and answer), where the table is of that kind."""
    head = rows[0]
    body = rows[1:]
    if not body:
        return None
    named = [n for n, cell in enumerate(head) if cell and labels.could_be(cell) and labels.strength(cell, known) >= 1]
    long = [n for n in range(len(head)) if max((words(row[n]) for row in body), default=0) >= 3]
    usual = [n for n in named if labels.usual_role(head[n]) in ("interviewer", "participant", "either")]
    sides = [n for n in named if n in long]
    if len(sides) >= 2 and any(n in usual for n in sides) and not _labelled_rows(rows, known):
        return sides
    apart = sum(sum(bool(row[n]) for n in sides) == 1 for row in body)
    heads = [head[n] for n in long]
    one_each = len(long) == 2 and all(bool(row[long[0]]) != bool(row[long[1]]) for row in body)
    if one_each and any(map(labels.usual_role, heads)) and all(map(labels.could_be, heads)):
        return long  # who the other one is, the head says
    if len(sides) >= 2 and apart > 0.7 * len(body):
        return sides
    return None


def _asked_and_answered(heads: list[str], body: Texts, known: labels.Known) -> dict[int, list[int]]:
    """Columns that ask -> those that answer them row by row, by what stands in them; none where the table is of
    another kind.

    heads: the row above `body`, which asks nothing. A column of remarks, as its head says, answers nothing; beside the
    one with most words, other columns answer that are headed by somebody.
    """
    columns = [[row[n] for row in body] for n in range(len(body[0]))]
    said = [[cell for cell in column if cell] for column in columns]
    asks = [n for n, cells in enumerate(said) if len(cells) > 1 and _asking(cells) and not heads[n].endswith("?")]
    found: dict[int, list[int]] = {}
    for asked, after in itertools.pairwise([*asks, len(columns)]):
        beside = [
            n for n in range(asked + 1, after)
            if not _headed(heads[n], "aside") and not _asking(said[n])
            and (len(set(said[n])) > ASKED * len(said[n]) or max(map(words, said[n])) >= SHORT)  # no codes, no people
        ]  # fmt: skip
        most = max(beside, key=lambda n: sum(map(words, said[n])), default=asked)
        answered = sum(bool(q and a) for q, a in zip(columns[asked], columns[most], strict=True))
        if most == asked or answered < max(2, ANSWERED * len(said[asked])):
            return {}
        found[asked] = [n for n in beside if n == most or labels.strength(heads[n], known) >= SOMEBODY]
    return found


def _same_sides(heads: list[str], asked: dict[int, list[int]]) -> list[str]:
    """The head row with the first question's column over all that ask, and over all that answer alone the first one's:
    `Relance`, `Réponse à la relance` are no other people."""
    first, answers = next(iter(asked.items()))
    same = dict.fromkeys(asked, first)
    if all(len(own) == 1 for own in asked.values()):
        same |= {own[0]: answers[0] for own in asked.values()}
    return [heads[same.get(n, n)] for n in range(len(heads))]


def _asking(cells: list[str]) -> bool:
    """Whether most cells of a column ask or prompt."""
    return sum(words(cell) > 1 and speakers.asking([cell]) > 0 for cell in cells) >= ASKED * max(1, len(cells))


def _headed(cell: str, kind: str) -> bool:
    """Whether a word of a column's head is one of columns of that kind."""
    return bool(set(re.findall(r"[^\W_]+", labels.plain(cell))) & labels.lists()[f"column_{kind}"])


def _asked_in_rows(rows: Texts, cells: Cells, asked: dict[int, list[int]]) -> tuple[list[Passage], list[Aside]]:
    """A table without head of questions and answers: row by row, the questions as headings."""
    found: list[Passage] = []
    for row in cells:
        for question, answers in asked.items():
            found += [replace(passage, style="heading") for passage in row[question]]
            found += [passage for n in answers for passage in row[n]]
    sides = [*asked, *itertools.chain(*asked.values())]
    return found, [Aside(row[n], "remarks") for row in rows for n in range(len(row)) if n not in sides and row[n]]


def _about_people(rows: Texts) -> bool:
    """Whether a table tells of each of several people what they are: no cell is a sentence, the first column a key."""
    cells = [cell for row in rows for cell in row if cell]
    first = [labels.plain(row[0]) for row in rows]
    told = all(words(cell) <= SHORT and not SENTENCE_END.search(cell) for cell in cells)
    return told and len(rows) > 1 and len(rows[0]) > 2 and all(first) and len(set(first)) == len(first)


def _labelled_rows(rows: Texts, known: labels.Known) -> bool:
    """Whether the first columns hold labels row by row, so that the first row is no head."""
    for n in range(min(3, len(rows[0]) - 1)):
        cells = [row[n] for row in rows if row[n]]
        usual = [bool(cell) and words(cell) <= SHORT and bool(labels.usual_role(cell)) for cell in cells]
        if len(cells) > 1 and sum(usual) > 0.6 * len(cells):
            return True
    return False


def _side_by_side(
    rows: Texts, cells: Cells, sides: list[int], known: labels.Known, names: list[str] | None = None
) -> tuple[list[Passage], list[Aside]]:
    """A column for each speaker: row by row, from left to right. names: of the speakers, where not the head's."""
    head, found = rows[0], []
    names = names or head
    aside = [Aside(cell, "labels" if n in sides else "heads") for n, cell in enumerate(head) if cell]
    rest = _by_content(list(rows[1:]), known)
    for row, row_cells in zip(rows[1:], cells[1:], strict=True):
        stamps = [row[n] for n in range(len(row)) if n not in sides and rest.get(n) == "time" and row[n]]
        start = times(stamps[0]).start_s if stamps else None
        aside += [Aside(stamp, "stamps") for stamp in stamps]
        aside += [
            Aside(row[n], "remarks") for n in range(len(row)) if n not in sides and rest.get(n) != "time" and row[n]
        ]
        for n in sides:
            for number, passage in enumerate(row_cells[n]):
                who = names[n].rstrip(" :") if number == 0 else None
                found.append(
                    replace(
                        passage,
                        speaker=who,
                        start_s=start if number == 0 else None,
                        style="",
                        opens_paragraph=number == 0,
                    )
                )
                start = None if number == 0 else start
    return found, aside


def _facts(rows: Texts, known: labels.Known) -> list[Aside] | None:
    """Facts about the note (`Key: value`) where the table tells them: keys that come once, short values; else None."""
    width = len(rows[0])
    if width not in (2, 4):
        across = len(rows) == 2 and all(is_fact(cell) for cell in rows[0] if cell) and any(rows[1])
        pairs = list(zip(*rows, strict=True)) if across else []
        return [Aside(f"{key}: {value}", "facts") for key, value in pairs] or None
    pairs = [pair for row in rows for pair in zip(row[::2], row[1::2], strict=True) if any(pair)]
    keys, values = [key for key, _ in pairs if key], [value for _, value in pairs if value]
    if not keys or not values or len({labels.plain(key) for key in keys}) < len(keys):
        return None
    told = sum(map(is_fact, keys)) / len(keys)
    short = sum(words(value) <= 12 and value[-1] not in "?!" for value in values) / len(values)
    sentences = sum(words(value) > 3 and value[-1] in ".?!…" for value in values) / len(values)
    asked = any(text.endswith("?") and words(text) > 3 for text in [*keys, *values])
    plain_keys = all(words(key) <= SHORT for key in keys)
    sides = sum(labels.usual_role(key) is not None and not is_fact(key) for key in keys)
    if (told >= 0.5 and short >= 0.6) or (plain_keys and short == 1 and sentences <= 0.2 and not asked and sides < 2):
        return [Aside(f"{key}: {value}", "facts") for key, value in pairs]
    return None
