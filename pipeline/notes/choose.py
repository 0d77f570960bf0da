"""Reads a note in every layout and takes the one that reads most of it with the fewest oddities."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType

from pipeline.notes import labelled, labels, stamps, surroundings, turn_numbers
from pipeline.notes.grids import read_grid
from pipeline.notes.layout_files import Settled, by_pattern
from pipeline.notes.layouts import LABELLED, NAMELESS, recurring
from pipeline.notes.layouts.layout_base import Reading
from pipeline.notes.passages import Aside, Grid, Passage, words


def read_layouts(
    blocks: list[Passage | Grid], known: labels.Known, settled: Settled | ModuleType | None = None
) -> list[Reading]:
    """The note in every layout that gives turns, the best first; what all set aside alike is in each.

    settled: the layout a person named, alone; its fit is told, never a reason to leave it.
    """
    columns = {str(kind): n for kind, n in settled.columns.items()} if isinstance(settled, Settled) else {}
    passages, aside = prepared(blocks, known, columns)
    named: list[labelled.Layout] = list(LABELLED)
    nameless = list(NAMELESS)
    if isinstance(settled, Settled) and settled.label:
        named, nameless = [by_pattern(settled.label)], []
    elif settled is not None and not columns:
        named, nameless = [one for one in LABELLED if one is settled], [one for one in NAMELESS if one is settled]
    readings = [labelled.read(passages, layout, known) for layout in named]
    if settled is None and not any(one and one.fit >= NAMES for one in readings):
        own = recurring.learned(passages)
        readings += [labelled.read(passages, own, known)] if own else []
    readings += [layout.read(passages) for layout in nameless]
    found = [reading for reading in readings if reading and reading.turns]
    for reading in found:
        reading.aside = aside + reading.aside + turn_numbers.without_numbers(reading.turns)
    return sorted(found, key=lambda reading: -reading.fit)


def prepared(
    blocks: list[Passage | Grid], known: labels.Known, columns: Mapping[str, int] | None = None
) -> tuple[list[Passage], list[Aside]]:
    """Passages with tables read, times taken off, and without what is speech nowhere."""
    passages: list[Passage] = []
    aside: list[Aside] = []
    told = 0  # where the rows end of the last table that names who speaks
    for block in blocks:
        if isinstance(block, Grid):
            rows, gone = read_grid(block, known, columns)
            passages += rows
            aside += gone
            told = len(passages) if any(row.speaker for row in rows) else told
        else:
            passages.append(block)
    below = passages[told:] if told else []
    if below and len(below) <= BELOW and not any("?" in p.text or labelled_line(p) for p in below):
        passages = passages[:told]
        aside += [Aside(p.text, "remarks") for p in below]
    passages, gone = labels_by_form(passages)
    aside += gone
    passages, gone = surroundings.without_surroundings(passages)
    aside += gone
    passages, gone = stamps.without_stamps(passages)
    aside += gone
    passages, gone = surroundings.without_surroundings(passages)  # what a stamp stood before
    aside += gone
    passages, gone = turn_numbers.without_counts(passages)
    return _parted(passages), aside + gone


PASTED = 4  # labels inside one line, from which the talk was pasted into it
LABEL_WORDS = 5
NAMES = 0.7  # fit from where a layout's own labels name who speaks
BELOW = 4  # lines below the last table, which name nobody and ask nothing
INSIDE = re.compile(r"(?<=[.?!…»”])\s+(?=(?P<label>[^\W\d_][\w.]{0,14}(?:\s?\d{1,2})?)\s?:\s)")


def labelled_line(passage: Passage) -> bool:
    """Whether a usual label opens a line in some layout's form."""
    return any((found := one.header(passage)) and labels.usual_role(found.label) for one in LABELLED)


def labels_by_form(passages: list[Passage]) -> tuple[list[Passage], list[Aside]]:
    """Passages of which one form has nothing but a few short texts that come again, each above another form's: these
    are who speaks below, and are set aside."""
    for form in sorted({p.form for p in passages} - {""}):
        own = [n for n, p in enumerate(passages) if p.form == form]
        names = {passages[n].text for n in own}
        alone = [n for n in own if n + 1 < len(passages) and passages[n + 1].form != form]
        short = all(labels.could_be(name.rstrip(" :")) and words(name) <= LABEL_WORDS for name in names)
        if len(own) < 4 or not 2 <= len(names) <= len(own) / 2 or len(alone) < len(own) or not short:
            continue
        kept = [
            replace(p, speaker=passages[n - 1].text.rstrip(" :")) if n - 1 in own and n else p
            for n, p in enumerate(passages) if n not in own
        ]  # fmt: skip
        return kept, [Aside(passages[n].text, "labels") for n in own]
    return passages, []


def _ends(before: str) -> bool:
    """Whether somebody may stop before a label inside a line: `M.-C. L.` is one label."""
    return words(before) > 1 and not labels.ends_in_initial(before)


def _parted(passages: list[Passage]) -> list[Passage]:
    """Passages parted before the usual labels inside them (`Q: How? A: So.`), where a note writes often so."""
    found = [
        [m for m in INSIDE.finditer(p.text) if _ends(p.text[: m.start()]) and labels.usual_role(m["label"])]
        for p in passages
    ]
    parted = [n for n, inside in enumerate(found) if inside and passages[n].speaker is None]
    pasted = any(len(found[n]) >= PASTED for n in parted)
    if not pasted and (len(parted) < 2 or 2 * len(parted) < len(passages) / 2):
        return passages
    made: list[Passage] = []
    for n, passage in enumerate(passages):
        if n not in parted:
            made.append(passage)
            continue
        cuts = [0, *(match.end() for match in found[n]), len(passage.text)]
        parts = [passage.text[a:b].strip() for a, b in itertools.pairwise(cuts)]
        made += [replace(passage, text=parts[0]), *(replace(passage, text=part, start_s=None) for part in parts[1:])]
    return made
