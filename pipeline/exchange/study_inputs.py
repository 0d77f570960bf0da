"""What exchange files are made from and set against: codebook, notes, people's decisions, the machine's codings."""

import re
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.decisions import decision_log
from pipeline.decisions.read import load_decisions
from pipeline.decisions.themes import ThemesCodebook
from pipeline.decisions.themes_edit import codebook_version
from pipeline.exchange.transcripts import Transcript, transcripts
from pipeline.study import Study


@dataclass(frozen=True)
class Inputs:
    study: Study

    @cached_property
    def codebook(self) -> ThemesCodebook:
        return self.study.codebook("themes", ThemesCodebook)

    @cached_property
    def segments(self) -> pd.DataFrame:
        return self.study.table("notes/segments")

    @cached_property
    def open_answers(self) -> pd.DataFrame | None:
        return self.study.table("survey/open_answers") if self.study.has_table("survey/open_answers") else None

    @cached_property
    def transcripts(self) -> list[Transcript]:
        return transcripts(self.segments, self.open_answers)

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """People's decisions as `decision_log.standing`: those of the logs, and those of the coders' tables."""
        logged = decision_log.standing(decision_log.read(self.study))
        tables = from_tables(load_decisions(self.study), codebook_version(self.study))
        rows = pd.concat([logged, tables], ignore_index=True).astype({"start": "Int64", "end": "Int64"})
        return relocated(rows, {turn.segment_id: turn.text for note in self.transcripts for turn in note.turns})

    @cached_property
    def machine(self) -> pd.DataFrame:
        """The machine's assigned codes: segment_id, note_id, turn, code, stance, rationale, score."""
        columns = ["segment_id", "note_id", "turn", "code", "stance", "rationale", "score"]
        if not self.study.has_table("coding/codings"):
            return pd.DataFrame(columns=columns)
        codings = self.study.table("coding/codings")
        return codings.loc[(codings["origin"] == "machine") & (codings["decision"] == "assigned"), columns]


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


def from_tables(decisions: pd.DataFrame, version: str) -> pd.DataFrame:
    """The coders' own tables (`load_decisions`) in the columns of `decision_log.standing`; logs are left out.

    A coder who is through with a turn said so by listing it: a `done` row stands for that.
    """
    own = decisions[~decisions["source_file"].astype(str).str.contains(f"/{decision_log.FOLDER}/")]
    own = own[own["decision"].isin(["assigned", "rejected", "none"])]
    through = own[own["whole"].astype(bool) & (own["decision"] == "assigned")].drop_duplicates(["coder", "segment_id"])
    rows = pd.concat([own, through.assign(decision="done", code="", stance="neutral")], ignore_index=True)
    rows = rows.assign(
        who=rows["coder"], start=None, end=None, quote="", memo="", when="", codebook_version=version, fingerprint=""
    )
    rows["code"] = rows["code"].fillna("")
    rows.loc[rows["decision"] != "assigned", "stance"] = "neutral"
    rows = rows[decision_log.COLUMNS].sort_values(["coder", "note_id", "turn", "code"], kind="stable")
    return rows.reset_index(drop=True)
