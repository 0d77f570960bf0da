"""What a code sounds like: its exemplars, its borderline cases, and what is near it and is not it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.coding.materials import is_main
from pipeline.coding.themes_tables import counted
from pipeline.coding.vectors import unit
from pipeline.decisions.differences import differences_of
from pipeline.decisions.reading import Reading
from pipeline.decisions.themes import Code
from pipeline.language import Words
from pipeline.tables import MACHINE

EACH = 3  # quotations of a kind
LONGEST = 400  # characters


@dataclass(frozen=True)
class Quotations:
    """The segments quotations are taken from; `meaning`: (N, D), their vectors as deviations from the mean."""

    segments: pd.DataFrame
    codings: pd.DataFrame
    people: dict[str, Reading]  # what people decided about each segment
    meaning: np.ndarray

    @cached_property
    def _ids(self) -> list[str]:
        return self.segments["segment_id"].astype(str).tolist()

    @cached_property
    def _place(self) -> dict[str, int]:
        return {segment_id: position for position, segment_id in enumerate(self._ids)}

    @cached_property
    def _carriers(self) -> dict[str, dict[str, bool]]:
        """The segments of notes that carry each code, and whether a person gave it."""
        rows = counted(self.codings)
        carriers: dict[str, dict[str, bool]] = {}
        for code, segment_id, origin in zip(rows["code"], rows["segment_id"], rows["origin"], strict=True):
            of_code = carriers.setdefault(code, {})
            of_code[segment_id] = of_code.get(segment_id, False) or origin != MACHINE
        return carriers

    @cached_property
    def _waiting(self) -> dict[str, list[tuple[str, float]]]:
        """The segments that wait for review, by code, and the scores: highest first."""
        rows = self.codings[is_main(self.codings["source"]) & (self.codings["decision"] == "review")]
        rows = rows.sort_values(["score", "segment_id"], ascending=[False, True])
        by_code = rows.groupby("code").head(EACH).groupby("code")
        return {code: list(zip(first["segment_id"], first["score"], strict=True)) for code, first in by_code}

    @cached_property
    def _texts(self) -> list[str]:
        return self.segments["text"].astype(str).tolist()

    @cached_property
    def _differ(self) -> dict[str, list[tuple[str, list[str], list[str]]]]:
        """The segments on which people differ about each code, who is for it and who is against."""
        found: dict[str, list[tuple[str, list[str], list[str]]]] = {}
        for segment_id in sorted(self.people):
            for one in differences_of(segment_id, self.people[segment_id]):
                if one.about == "code":
                    found.setdefault(one.code, []).append(
                        (segment_id, one.in_favour.split(";"), one.against.split(";"))
                    )
        return found

    @cached_property
    def _given(self) -> dict[str, list[str]]:
        """The codes that people gave to each segment they decided about; an empty list where they gave none."""
        return {
            segment_id: [
                code
                for code in reading.codes
                if any(vote.word == "assigned" for vote in reading.of_people(code).values())
            ]
            for segment_id, reading in self.people.items()
        }

    @cached_property
    def _directions(self) -> np.ndarray:
        """The vectors at length 1."""
        return unit(self.meaning)

    def of(self, code: Code, language: str) -> dict[str, list[dict]]:
        """`exemplars`, `borderline`, `counter`: lists of text, place (`NOTE#turn`) and said (what was decided)."""
        carriers = self._carriers.get(code.id, {})
        members = [self._place[one] for one in carriers if one in self._place]
        if not members:
            return {"exemplars": [], "borderline": self._borderline(code, language), "counter": []}
        likeness = self._directions @ unit(self.meaning[members].mean(axis=0))
        ids = self._ids
        ranked = sorted(members, key=lambda position: (not carriers[ids[position]], -likeness[position], position))
        exemplars = [self._quotation(ids[position], "") for position in ranked[:EACH]]
        return {
            "exemplars": exemplars,
            "borderline": self._borderline(code, language),
            "counter": self._counter(code, set(carriers), likeness, language),
        }

    def _borderline(self, code: Code, language: str) -> list[dict]:
        """What coders differ on first, then what waits for review with the highest score."""
        found, say = [], Words("themes", language)
        for segment_id, yes, no in self._differ.get(code.id, []):
            if segment_id in self._place:
                told = say("said.split", a=", ".join(yes), b=", ".join(no))
                found.append(self._quotation(segment_id, told))
        for segment_id, score in self._waiting.get(code.id, []):
            found.append(self._quotation(segment_id, say("said.score", score=say.number(score))))
        return found[:EACH]

    def _counter(self, code: Code, members: set[str], likeness: np.ndarray, language: str) -> list[dict]:
        """Segments near the code in meaning that people decided about and did not give it."""
        found, say = [], Words("themes", language)
        for position in np.argsort(-likeness, kind="stable"):
            segment_id = self._ids[position]
            given = self._given.get(segment_id)
            if given is not None and segment_id not in members and code.id not in given:
                codes = ", ".join(given)
                told = say("said.coded", codes=codes) if codes else say("said.nothing")
                found.append(self._quotation(segment_id, told))
            if len(found) == EACH:
                break
        return found

    def _quotation(self, segment_id: str, said: str) -> dict:
        text = " ".join(self._texts[self._place[segment_id]].split())
        if len(text) > LONGEST:
            text = text[:LONGEST].rsplit(" ", 1)[0] + " […]"
        return {"text": text, "place": segment_id, "said": said}
