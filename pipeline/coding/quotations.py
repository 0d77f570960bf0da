"""What a code sounds like: its exemplars, its borderline cases, and what is near it and is not it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.coding.codebook import Code
from pipeline.coding.topic_verdicts import unit

EACH = 3  # quotations of a kind
LONGEST = 400  # characters
SAID = {
    "en": {
        "nothing": "nothing to code",
        "coded": "coded {codes}",
        "score": "score {score}",
        "split": "{a} yes, {b} no",
    },
    "fr": {"nothing": "rien à coder", "coded": "codé {codes}", "score": "score {score}", "split": "{a} oui, {b} non"},
}


@dataclass(frozen=True)
class Quotations:
    """The segments quotations are taken from; `meaning`: (N, D), their vectors as deviations from the mean."""

    segments: pd.DataFrame
    codings: pd.DataFrame
    decisions: pd.DataFrame
    meaning: np.ndarray

    @cached_property
    def _ids(self) -> list[str]:
        return self.segments["segment_id"].astype(str).tolist()

    @cached_property
    def _place(self) -> dict[str, int]:
        return {segment_id: position for position, segment_id in enumerate(self._ids)}

    @cached_property
    def _of_code(self) -> dict[str, pd.DataFrame]:
        """The codings of notes, by code."""
        return dict(list(self.codings[self.codings["source"] == "notes"].groupby("code")))

    @cached_property
    def _assigned(self) -> pd.DataFrame:
        return self.decisions[self.decisions["decision"] == "assigned"]

    @cached_property
    def _people(self) -> dict[str, dict[str, set[str]]]:
        """Who gave each code, by segment."""
        by_code = self._assigned.groupby("code")
        return {code: rows.groupby("segment_id")["coder"].apply(set).to_dict() for code, rows in by_code}

    @cached_property
    def _coders(self) -> dict[str, set[str]]:
        """Who coded each segment."""
        return self.decisions.groupby("segment_id")["coder"].apply(set).to_dict()

    @cached_property
    def _given(self) -> dict[str, set[str]]:
        """The codes that people gave to each segment."""
        return self._assigned.groupby("segment_id")["code"].apply(set).to_dict()

    @cached_property
    def _directions(self) -> np.ndarray:
        """The vectors at length 1."""
        return unit(self.meaning)

    def of(self, code: Code, language: str) -> dict[str, list[dict]]:
        """`exemplars`, `borderline`, `counter`: lists of text, place (`NOTE#turn`) and said (what was decided)."""
        rows = self._of_code.get(code.id, self.codings[:0])
        assigned = rows[rows["decision"] == "assigned"]
        members = [self._place[one] for one in assigned["segment_id"].unique() if one in self._place]
        if not members:
            return {"exemplars": [], "borderline": self._borderline(code, rows, language), "counter": []}
        likeness = self._directions @ unit(self.meaning[members].mean(axis=0))
        ids = self._ids
        by_people = set(assigned.loc[assigned["origin"] != "machine", "segment_id"])
        ranked = sorted(members, key=lambda position: (ids[position] not in by_people, -likeness[position], position))
        exemplars = [self._quotation(ids[position], "") for position in ranked[:EACH]]
        return {
            "exemplars": exemplars,
            "borderline": self._borderline(code, rows, language),
            "counter": self._counter(code, set(assigned["segment_id"]), likeness, ids, language),
        }

    def _borderline(self, code: Code, rows: pd.DataFrame, language: str) -> list[dict]:
        """What coders differ on first, then what waits for review with the highest score."""
        found = []
        for segment_id, yes in self._people.get(code.id, {}).items():
            no = self._coders[segment_id] - yes
            if no and segment_id in self._place:
                told = SAID[language]["split"].format(a=", ".join(sorted(yes)), b=", ".join(sorted(no)))
                found.append(self._quotation(segment_id, told))
        waiting = rows[rows["decision"] == "review"].sort_values(["score", "segment_id"], ascending=[False, True])
        for row in waiting.head(EACH).itertuples():
            score = f"{row.score:.2f}".replace(".", "," if language == "fr" else ".")
            found.append(self._quotation(row.segment_id, SAID[language]["score"].format(score=score)))
        return found[:EACH]

    def _counter(
        self, code: Code, members: set[str], likeness: np.ndarray, ids: list[str], language: str
    ) -> list[dict]:
        """Segments near the code in meaning that people decided about and did not give it."""
        found = []
        for position in np.argsort(-likeness, kind="stable"):
            segment_id = ids[position]
            if (
                segment_id in self._coders
                and segment_id not in members
                and code.id not in self._given.get(segment_id, ())
            ):
                codes = ", ".join(sorted(self._given.get(segment_id, ())))
                told = SAID[language]["coded"].format(codes=codes) if codes else SAID[language]["nothing"]
                found.append(self._quotation(segment_id, told))
            if len(found) == EACH:
                break
        return found

    def _quotation(self, segment_id: str, said: str) -> dict:
        text = " ".join(str(self.segments["text"].iloc[self._place[segment_id]]).split())
        if len(text) > LONGEST:
            text = text[:LONGEST].rsplit(" ", 1)[0] + " […]"
        return {"text": _plain(text), "place": segment_id.replace("#", "\\#"), "said": said.replace("_", "\\_")}


def _plain(text: str) -> str:
    """The text with what Markdown would take for markup escaped."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|$~^@" else sign for sign in text)
