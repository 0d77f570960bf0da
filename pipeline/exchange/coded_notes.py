"""A note with its codings beside it: each turn in stretches that carry the same codings, and the labels of its margin.

A label has a number that stands in the text where its stretch begins, so that overlapping codings, and readers without
colours, are told apart.
"""

import colorsys
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.decisions.themes import ThemesCodebook
from pipeline.exchange.study_inputs import Inputs, group_names
from pipeline.tables import MACHINE

TURN = 0.618033988749895  # of the circle of hues: neighbours in the codebook get colours far apart
DARK, LIGHT = 0.25, 0.90  # lightness of labels (contrast over 4.5 on white) and of marked words


@dataclass(frozen=True)
class Label:
    """One coding of a turn, as the margin names it."""

    number: int
    code: str
    text: str
    who: str
    stance: str
    memo: str
    start: int
    end: int
    dark: str  # colours as #rrggbb
    light: str


@dataclass(frozen=True)
class Run:
    """A stretch of a turn: its words, the labels that begin here, and the colour of the shortest coding on it."""

    text: str
    opens: tuple[int, ...] = ()
    light: str = ""
    dark: str = ""
    depth: int = 0  # codings of a part of the turn that lie on it


@dataclass(frozen=True)
class CodedTurn:
    unit_id: str
    position: int
    speaker: str
    asked: str
    runs: tuple[Run, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class CodedNote:
    """`memos`: who wrote it, about what, and the text."""

    name: str
    about: str
    language: str
    turns: tuple[CodedTurn, ...]
    memos: tuple[tuple[str, str, str], ...] = ()


def colours(codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """A dark and a light colour for each code, by its place among `codes`."""
    found = {}
    for index, code in enumerate(codes):
        hue = (index * TURN) % 1
        found[code] = (_hex(hue, DARK, 0.65), _hex(hue, LIGHT, 0.75))
    return found


def _hex(hue: float, lightness: float, saturation: float) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))


def coded_notes(inputs: Inputs, language: str) -> Iterator[CodedNote]:
    """Every note and document with what people and the machine assigned, in the order of their names."""
    palette, names = colours(inputs.codebook.ids), group_names(inputs.study)
    rows = assigned(inputs)
    by_unit = dict(list(rows.groupby("segment_id")))
    memos = inputs.memos
    units = inputs.units[inputs.units["material"] != "open_answer"].sort_values(["source", "position", "unit_id"])
    for name, turns in units.groupby("source", sort=True):
        first = turns.iloc[0]
        coded = tuple(
            _turn(row, by_unit.get(row.unit_id, rows.iloc[:0]), inputs.codebook, palette, language)
            for row in turns.itertuples()
        )
        groups = [part for part in (first["stakeholder"], first["region"]) if part]
        about = ", ".join(str(names[part][language]) if part in names else part for part in groups)
        here = memos[memos["target"].isin({name, *turns["unit_id"]})]
        said = tuple((row.who, row.target, row.text) for row in here.itertuples())
        yield CodedNote(str(name), about, first["language"], coded, said)


def assigned(inputs: Inputs) -> pd.DataFrame:
    """Assigned codes of people, and of the machine where no person spoke of code and unit.

    Columns: segment_id, code, coder, stance, memo, start, end (empty: the whole turn).
    """
    columns = ["segment_id", "code", "coder", "stance", "memo", "start", "end"]
    said = inputs.decisions[inputs.decisions["decision"].isin(["assigned", "rejected"])]
    spoken = set(zip(said["segment_id"], said["code"], strict=True))
    pairs = zip(inputs.machine["segment_id"], inputs.machine["code"], strict=True)
    alone = inputs.machine[[pair not in spoken for pair in pairs]]
    machine = alone.assign(coder=MACHINE, memo="", start=pd.NA, end=pd.NA)[columns]
    people = said.loc[said["decision"] == "assigned", columns]
    both = pd.concat([people, machine.astype({"start": "Int64", "end": "Int64"})], ignore_index=True)
    return both.assign(stance=both["stance"].fillna(""), memo=both["memo"].fillna(""))


def _turn(
    row: Any, codings: pd.DataFrame, codebook: ThemesCodebook, palette: dict[str, tuple[str, str]], language: str
) -> CodedTurn:
    text: str = row.text
    spots = codings.assign(start=codings["start"].fillna(0), end=codings["end"].fillna(len(text)))
    spots = spots[spots["code"].isin(palette)].sort_values(["start", "end", "code", "coder"])
    labels = tuple(
        Label(
            number, one.code, codebook[one.code].label[language], one.coder, one.stance, one.memo,
            int(one.start), min(int(one.end), len(text)), *palette[one.code],
        )
        for number, one in enumerate(spots.itertuples(), start=1)
    )  # fmt: skip
    speaker, asked = row.speaker, row.asked
    return CodedTurn(
        row.unit_id,
        int(row.position),
        speaker if isinstance(speaker, str) else "",
        asked if isinstance(asked, str) else "",
        tuple(_runs(text, labels)),
        labels,
    )


def _runs(text: str, labels: Sequence[Label]) -> Iterator[Run]:
    """The turn cut wherever a coding begins or ends; a coding of the whole turn colours nothing."""
    bounds = sorted({0, len(text), *(one.start for one in labels), *(one.end for one in labels)})
    for start, end in itertools.pairwise(bounds):
        on = [one for one in labels if one.start <= start and one.end >= end and (one.start, one.end) != (0, len(text))]
        shortest = min(on, key=lambda one: (one.end - one.start, one.number), default=None)
        opens = tuple(one.number for one in labels if one.start == start)
        colour = (shortest.light, shortest.dark) if shortest else ("", "")
        yield Run(text[start:end], opens, *colour, depth=len(on))
