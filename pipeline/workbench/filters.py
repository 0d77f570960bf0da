"""The filters a coder thinks in: who speaks, where, in what, coded how and by whom, what the same person answered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.workbench.standing_now import Coded, codes_seen
from pipeline.workbench.store import Segment, Store

OF_UNIT: dict[str, Callable[[Segment], str]] = {
    "group": lambda one: one.stakeholder,
    "region": lambda one: one.region,
    "language": lambda one: one.language,
    "material": lambda one: one.material,
    "speaker": lambda one: f"{one.note_id} {one.speaker}" if one.speaker else "",
    "note": lambda one: one.note_id,
}
MOST_VALUES = 9  # of a survey variable that is offered as a filter
UNCODED = "-"  # in place of a code: units without any


@dataclass(frozen=True)
class Filters:
    """What is looked for; an empty field leaves it open. `score`: the least score of the machine's code; `answer`:
    `variable=value` of the respondent who gave the open answer."""

    group: str = ""
    region: str = ""
    language: str = ""
    material: str = ""
    speaker: str = ""
    note: str = ""
    code: str = ""
    code2: str = ""
    stance: str = ""
    score: str = ""
    coder: str = ""
    answer: str = ""

    @classmethod
    def of(cls, query: dict[str, Any]) -> "Filters":
        return cls(**{one.name: str(query.get(one.name) or "").strip() for one in fields(cls)})

    def as_query(self) -> dict[str, str]:
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}


def matching(store: Store, wanted: Filters, coder: str) -> list[str]:
    """The units that meet every filter, in the order of the notes; of codes, those that `coder` may see."""
    tests = [
        (of, value) for name, of in OF_UNIT.items() if (value := getattr(wanted, name))
    ]  # of the unit itself, the cheapest first
    found: Iterable[Segment] = store.segments.values()
    for of, value in tests:
        found = [one for one in found if of(one) == value]
    if wanted.answer:
        records = records_with(store, wanted.answer)
        found = [one for one in found if one.material == "open_answer" and one.source in records]
    if wanted.code or wanted.code2 or wanted.stance or wanted.score or wanted.coder:
        codes, holds = codes_seen(store, coder), _coded_so(wanted, store)
        found = [one for one in found if holds(codes.get(one.segment_id, []))]
    return [one.segment_id for one in found]


def _coded_so(wanted: Filters, store: Store) -> Callable[[list[Coded]], bool]:
    """Does some coding of a unit meet the filters on codings, all of them at once?"""
    least = (
        float(wanted.score.replace(",", ".")) if wanted.score.replace(",", ".").replace(".", "", 1).isdecimal() else 0.0
    )
    below = {one: {one, *store.codebook.descendants(one)} for one in (wanted.code, wanted.code2) if store.code(one)}

    def meets(one: Coded) -> bool:
        stance = not wanted.stance or one.stance == wanted.stance
        coder = not wanted.coder or wanted.coder in one.by
        return stance and coder and one.score >= least

    def holds(codings: list[Coded]) -> bool:
        if wanted.code == UNCODED:
            return not codings
        so = {one.code for one in codings if meets(one)}
        return bool(so) and all(so & below.get(code, {code}) for code in (wanted.code, wanted.code2) if code)

    return holds


def values(store: Store, name: str) -> list[str]:
    """The values of a filter on units, as they occur, sorted."""
    of = OF_UNIT[name]
    return store.derived(f"values {name}", lambda: sorted({of(one) for one in store.segments.values()} - {""}))


def answers(store: Store, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Closed questions of the survey, where open answers were given too: variable, and pairs of `variable=value` and
    label."""
    table = store.table("survey/respondents") if _has_answers(store) else None
    if table is None or not (store.study.codebooks / "survey.yaml").exists():
        return []
    return store.derived(f"answers {language}", lambda: _answers(store, table, language))


def _has_answers(store: Store) -> bool:
    return "open_answer" in values(store, "material")


def _answers(store: Store, table: pd.DataFrame, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    codebook = store.study.codebook("survey", SurveyCodebook)
    declared = {variable.name for variable in codebook.variables}
    found = []
    for name in table.columns:
        if name not in declared or not 1 < table[name].nunique() <= MOST_VALUES:
            continue
        labels = {str(value): label[language] for value, label in codebook.values(name).items()}
        some = [_plain(value) for value in table[name].dropna().unique()]
        found.append((name, [(f"{name}={one}", labels.get(one, one)) for one in sorted(some)]))
    return found


def records_with(store: Store, answer: str) -> set[str]:
    """The records of those who gave this answer (`variable=value`)."""
    name, _, value = answer.partition("=")
    return {record for record, given in answers_of(store, name).items() if given == value}


def answers_of(store: Store, variable: str) -> dict[str, str]:
    """What each record answered to a question of the survey; who did not answer is not there."""
    table = store.table("survey/respondents")
    if table is None or variable not in table:
        return {}
    given = table.dropna(subset=[variable])
    return dict(zip(given["record_id"], given[variable].map(_plain), strict=True))


def _plain(value: Any) -> str:
    """A value as the page writes it: whole numbers without a fraction."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
