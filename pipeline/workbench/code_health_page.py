"""How a code fares: how often it is used, how well people agree on it, what it is confused with.

Where people code blind, each coder's figures leave out what others decided and is not shown to everybody yet.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from pipeline.decisions.review import worth_asking
from pipeline.tables import MACHINE
from pipeline.workbench.standing_now import readings_seen
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


def of_code(store: Store, code: str, coder: str, most: int = 4) -> Health:
    codings, mine = _codings_seen(store, coder), pd.DataFrame()
    if codings is not None:
        codings = worth_asking(codings, store.study.params["coding"]["review"]["suggest_from"])
        mine = codings[(codings["code"] == code) & (codings["source"] == "notes")]
    assigned = mine[mine["decision"] == "assigned"] if len(mine) else mine
    reliability, agreement = store.table("coding/reliability"), []
    if reliability is not None:
        rows = reliability[(reliability["code"] == code) & reliability["kappa"].notna()]
        agreement = [(row.coder_a, row.coder_b, float(row.kappa), int(row.n)) for row in rows.itertuples()]
    people = store.people
    said = sum(
        one.code == code
        for unit in people.units
        for one in people.of(unit)
        if one.coder == coder or not store.blind or people.shared(unit)
    )
    table = store.table("coding/code_health")
    more: dict[str, Any] = {}
    if table is not None:
        more = next(iter(table[table["code"] == code].astype(object).fillna("").to_dict("records")), {})
    return Health(
        segments=assigned["segment_id"].nunique() if len(assigned) else 0,
        notes=assigned["note_id"].nunique() if len(assigned) else 0,
        waiting=int((mine["decision"] == "review").sum()) if len(mine) else 0,
        machine=int((assigned["origin"] == MACHINE).sum()) if len(assigned) else 0,
        people=said,
        agreement=agreement,
        confusions=_confusions(store, coder)[code].most_common(most),
        exemplars=store.exemplars.get(code, [])[:most],
        nearest=_pairs(more.get("nearest", "")),
        by_machine=_pairs(more.get("confused_with", "")),
        advice={language: more.get(f"advice_{language}", "") for language in store.study.languages},
    )


def _pairs(listed: str) -> list[tuple[str, float]]:
    """`A (0.41);B (0.20)` as pairs."""
    parts = [one.strip().partition(" (") for one in listed.split(";") if one.strip()]
    return [(code, float(value.rstrip(")"))) for code, _, value in parts]


def counts(store: Store, coder: str) -> dict[str, int]:
    """Segments of each code in the last run."""
    codings = _codings_seen(store, coder)
    if codings is None:
        return {}
    assigned = codings[(codings["decision"] == "assigned") & (codings["source"] == "notes")]
    return assigned.groupby("code")["segment_id"].nunique().to_dict()


def _codings_seen(store: Store, coder: str) -> pd.DataFrame | None:
    """coding/codings without what `coder` may not see yet; None before the first run."""
    codings = store.table("coding/codings")
    if codings is None or not store.blind:
        return codings
    people = store.people

    def load() -> pd.DataFrame:
        shared = [unit for unit in people.units if people.shared(unit)]
        return codings[codings["origin"].isin([MACHINE, coder]) | codings["segment_id"].isin(shared)]

    return store.remembered(f"codings seen by {coder}", (codings, people), load)


def _confusions(store: Store, coder: str) -> dict[str, Counter]:
    """For each code the codes that somebody gave the same segment instead: two people, or a person and the machine."""

    def load() -> dict[str, Counter]:
        found: dict[str, Counter] = {code.id: Counter() for code in store.codebook.codes}
        seen, suggestions = readings_seen(store, coder), store.suggestions
        for segment_id in store.people.units:
            reading = seen(segment_id)
            readings: dict[str, set[str]] = {}
            for one in reading.coders():
                words = {code: reading.of(one, code) for code in reading.codes}
                given = {code for code, vote in words.items() if vote and vote.word == "assigned"}
                if given or one in reading.complete:
                    readings[one] = given
            machine = {said.code for said in suggestions.get(segment_id, []) if said.decision == "assigned"}
            if machine:
                readings[MACHINE] = machine
            for a, b in combinations(readings.values(), 2):
                for given_by_a in sorted(a - b):
                    for given_by_b in sorted(b - a):
                        found.setdefault(given_by_a, Counter())[given_by_b] += 1
                        found.setdefault(given_by_b, Counter())[given_by_a] += 1
        return found

    return store.derived(f"confusions seen by {coder}", load)
