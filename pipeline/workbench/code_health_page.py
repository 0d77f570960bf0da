"""How a code fares: how often it is used, how well people agree on it, what it is confused with."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from pipeline.decisions.review import worth_asking
from pipeline.workbench.store import Segment, Store


@dataclass(frozen=True)
class Health:
    segments: int  # assigned, by people or machine
    notes: int
    waiting: int  # to review
    machine: int  # assigned by the machine alone
    people: int  # decisions of people that name it
    agreement: list[tuple[str, str, float, int]]  # coder, coder, kappa, segments both coded
    confusions: list[tuple[str, int]]  # the other code, and on how many segments
    exemplars: list[Segment]
    nearest: list[tuple[str, float]]  # codes whose segments are most alike, and how much
    by_machine: list[tuple[str, float]]  # codes the machine gave in its place, on notes it had not seen, and how often
    advice: dict[str, str]  # by language


def of_code(store: Store, code: str, most: int = 4) -> Health:
    codings, mine = store.table("coding/codings"), pd.DataFrame()
    if codings is not None:
        codings = worth_asking(codings, store.study.params["coding"]["review"]["suggest_from"])
        mine = codings[(codings["code"] == code) & (codings["source"] == "notes")]
    assigned = mine[mine["decision"] == "assigned"] if len(mine) else mine
    reliability, agreement = store.table("coding/reliability"), []
    if reliability is not None:
        rows = reliability[(reliability["code"] == code) & reliability["kappa"].notna()]
        agreement = [(row.coder_a, row.coder_b, float(row.kappa), int(row.n)) for row in rows.itertuples()]
    people = sum(one.code == code for unit in store.people.units for one in store.people.of(unit))
    table = store.table("coding/code_health")
    more: dict[str, Any] = {}
    if table is not None:
        more = next(iter(table[table["code"] == code].astype(object).fillna("").to_dict("records")), {})
    return Health(
        segments=assigned["segment_id"].nunique() if len(assigned) else 0,
        notes=assigned["note_id"].nunique() if len(assigned) else 0,
        waiting=int((mine["decision"] == "review").sum()) if len(mine) else 0,
        machine=int((assigned["origin"] == "machine").sum()) if len(assigned) else 0,
        people=people,
        agreement=agreement,
        confusions=_confusions(store)[code].most_common(most),
        exemplars=store.exemplars.get(code, [])[:most],
        nearest=_pairs(more.get("nearest", "")),
        by_machine=_pairs(more.get("confused_with", "")),
        advice={language: more.get(f"advice_{language}", "") for language in store.study.languages},
    )


def _pairs(listed: str) -> list[tuple[str, float]]:
    """`A (0.41);B (0.20)` as pairs."""
    parts = [one.strip().partition(" (") for one in listed.split(";") if one.strip()]
    return [(code, float(value.rstrip(")"))) for code, _, value in parts]


def counts(store: Store) -> dict[str, int]:
    """Segments of each code in the last run."""
    codings = store.table("coding/codings")
    if codings is None:
        return {}
    assigned = codings[(codings["decision"] == "assigned") & (codings["source"] == "notes")]
    return assigned.groupby("code")["segment_id"].nunique().to_dict()


def _confusions(store: Store) -> dict[str, Counter]:
    """For each code the codes that somebody gave the same segment instead: two people, or a person and the machine."""

    def load() -> dict[str, Counter]:
        found: dict[str, Counter] = {code.id: Counter() for code in store.codebook.codes}
        people, suggestions = store.people, store.suggestions
        for segment_id in people.units:
            reading = people.reading(segment_id)
            readings: dict[str, set[str]] = {}
            for coder in reading.coders():
                words = {code: reading.of(coder, code) for code in reading.codes}
                given = {code for code, vote in words.items() if vote and vote.word == "assigned"}
                if given or coder in reading.complete:
                    readings[coder] = given
            machine = {one.code for one in suggestions.get(segment_id, []) if one.decision == "assigned"}
            if machine:
                readings["machine"] = machine
            for a, b in combinations(readings.values(), 2):
                for one in sorted(a - b):
                    for other in sorted(b - a):
                        found.setdefault(one, Counter())[other] += 1
                        found.setdefault(other, Counter())[one] += 1
        return found

    return store.derived("confusions", load)
