"""The numbers of the rules, as they stand in params.yaml under `triangulation`; those left out stand as here."""

from typing import Annotated

import pydantic
from pydantic import BaseModel, ConfigDict, Field

from pipeline.study import Study, StudyError
from pipeline.triangulation.rule.settings import DIRECT, WORDS, Kind, LineName, Rule, Word

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """Unknown keys are mistakes: a misspelt name would otherwise leave the rule as it was, in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(Section):
    """What the words around a number allow."""

    about_points: float = 4  # percentages: `about 75 %` for 72 % is three points
    about_share: Share = 0.05  # other numbers: share of the printed value
    nearly_all_from: float = 90  # per cent


class Prominent(Section):
    """From when on the notes say something clearly."""

    notes: Count = 3  # this many notes take a side ...
    share: Share = 0.05  # ... and this share of all notes read ...
    groups: Count = 2  # ... from this many stakeholder groups


class GroupRule(Section):
    """Which groups and regions carry, contest or ignore a finding; see groups.py."""

    least_notes: Count = 2
    prior_notes: float = Field(2, ge=0)
    carries_from: Share = 0.5
    ignores_under: Share = 0.25


class Robustness(Section):
    """How often, and how far, the evidence is varied."""

    draws: Count = 500  # bootstrap samples
    seeds: Count = 5  # the bootstrap of both strands is repeated with so many seeds
    threshold_moves: list[float] = Field([-10, -5, 5, 10], min_length=1)  # points by which survey thresholds move
    balances: list[Share] = Field([0.2, 0.5], min_length=1)  # other values of `balance`
    prominent_notes: list[Count] = Field([2, 5], min_length=1)  # other values of `prominent: notes`


class Settings(Section):
    published: str = "published/figures.csv"  # under raw/
    relations: str = "published/relations.csv"
    bases: dict[str, str] = {}  # who a percentage is of: the claim that states how many they are
    counts: dict[str, str] = {}  # figures that count the rows of a table
    grim_smallest_share: Share = 0.8  # smaller bases are sought down to this share of the stated one
    wording: Wording = Wording()
    rule: Rule = Rule()
    kinds: dict[Kind, list[LineName]] = DIRECT
    words: list[Word] = WORDS
    balance: Share = 0.33  # a note takes a side where for minus against exceeds this share of its segments
    prominent: Prominent = Prominent()
    groups: GroupRule = GroupRule()
    robustness: Robustness = Robustness()


def read(study: Study) -> Settings:
    """Raises StudyError naming the place in params.yaml."""
    try:
        return Settings.model_validate(study.params.get("triangulation") or {})
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(["params.yaml", "triangulation", *map(str, first["loc"])])
        raise StudyError(place, f"{first['input']!r}: {first['msg']}", todo="Mend it and run again.") from error
