"""What exchange files are made from and set against: codebook, notes, people's decisions, the machine's codings."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from pipeline.decisions import memos
from pipeline.decisions.read import read
from pipeline.decisions.record import CodingDecision
from pipeline.decisions.themes import ThemesCodebook
from pipeline.decisions.themes_edit import codebook_version
from pipeline.exchange.transcripts import Transcript, transcripts
from pipeline.findings.document import load_document
from pipeline.language import Label
from pipeline.notes.manifest import files_of
from pipeline.study import Study, StudyError
from pipeline.tables import MACHINE

COLUMNS = [
    "coder", "who", "segment_id", "note_id", "turn", "fingerprint", "start", "end", "quote", "code", "decision",
    "stance", "memo", "codebook_version", "when",
]  # fmt: skip


# Signs that XML refuses, and so Word files and projects: old databases have them in memos, Word its soft line ends.
REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """`text` with a space for each sign that no file of ours can hold."""
    return REFUSED.sub(" ", text)


def group_names(study: Study) -> dict[str, Label]:
    """What the study's documents call groups and regions; none while it has no documents, or they have a mistake."""
    try:
        document = load_document(study)
    except StudyError:  # told where the documents are made: no coder's work depends on it
        return {}
    return document.regions | document.headings


@dataclass(frozen=True)
class Inputs:
    study: Study

    @cached_property
    def codebook(self) -> ThemesCodebook:
        return self.study.codebook("themes", ThemesCodebook)

    @cached_property
    def units(self) -> pd.DataFrame:
        return self.study.table("coding/units")

    @cached_property
    def transcripts(self) -> list[Transcript]:
        files = {one.identifier: one.names for one in files_of(self.study)}
        return [replace(one, files=files.get(one.name, ())) for one in transcripts(self.units)]

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """People's decisions as they are now (COLUMNS), parts of a turn where their words stand now."""
        place = self.units.set_index("unit_id")[["source", "position"]]
        rows = as_rows(read(self.study, self.codebook), codebook_version(self.study))
        rows = rows.join(place, on="segment_id").rename(columns={"source": "note_id", "position": "turn"})[COLUMNS]
        rows = rows.sort_values(["coder", "note_id", "turn", "start", "code"], kind="stable").reset_index(drop=True)
        rows["memo"] = rows["memo"].map(printable)
        return relocated(rows, {turn.segment_id: turn.text for note in self.transcripts for turn in note.turns})

    @cached_property
    def memos(self) -> pd.DataFrame:
        """The memos that stand, as `tables.decisions.Memos`. They may name people."""
        found = memos.read(self.study, self.codebook)
        return found.assign(text=found["text"].map(printable))

    @cached_property
    def machine(self) -> pd.DataFrame:
        """The machine's assigned codes: segment_id, note_id, turn, code, stance, rationale, score."""
        columns = ["segment_id", "note_id", "turn", "code", "stance", "rationale", "score"]
        codings = self.study.table_or_empty("coding/codings")
        return codings.loc[(codings["origin"] == MACHINE) & (codings["decision"] == "assigned"), columns]


def relocated(decisions: pd.DataFrame, texts: dict[str, str]) -> pd.DataFrame:
    """`decisions` with the place of each part of a turn where its words stand now; words that are gone: the whole turn.

    A turn's text may move after it was coded, when a name is replaced otherwise or a word is corrected.
    """
    rows = decisions.copy()
    for at in rows.index[rows["start"].notna() & (rows["quote"] != "")]:
        text, quote, start = texts.get(rows.at[at, "segment_id"]), rows.at[at, "quote"], int(rows.at[at, "start"])
        if text is None or text[start : start + len(quote)] == quote:
            continue
        places = [found.start() for found in re.finditer(re.escape(quote), text)]
        nearest = min(places, key=lambda place: abs(place - start), default=None)
        rows.at[at, "start"] = pd.NA if nearest is None else nearest
        rows.at[at, "end"] = pd.NA if nearest is None else nearest + len(quote)
    return rows


def as_rows(decisions: list[CodingDecision], version: str) -> pd.DataFrame:
    """The decisions that count, in COLUMNS but for the unit's place; those that wait for review are left out.

    A coder who is through with a unit of their own table said so by listing it: a `done` row stands for that.
    `version`: of the codebook, for tables, which do not tell theirs.
    """
    said = [one for one in decisions if one.counts and one.decision != "review"]
    through = {(one.coder, one.unit_id): one for one in said if one.whole and one.decision == "assigned"}
    said += [replace(one, decision="done", code="", stance="", memo="") for one in through.values()]
    rows = [
        (one.coder, one.who, one.unit_id, one.fingerprint if one.is_logged else "", one.start, one.end, one.quote,
         one.code, one.decision, one.stance if one.decision == "assigned" else "", one.memo,
         one.codebook_version or version, one.when)
        for one in said
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=[name for name in COLUMNS if name not in ("note_id", "turn")])
    return frame.astype({"start": "Int64", "end": "Int64"})
