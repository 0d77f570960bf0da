"""The numbers of the rules, as they stand in params.yaml under `triangulation`; those left out stand as here."""

from typing import Annotated

import pydantic
from pydantic import BaseModel, ConfigDict, Field

from pipeline.study import Study, StudyError
from pipeline.triangulation.rule.settings import DIRECT, WORDS, Kind, LineName, Rule, Word

Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """Unknown keys are mistakes: a misspelt name would otherwise leave the rule as it was, in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(Section):
    """What the words around a number allow."""

    about_points: float = 4  # percentages: `about 75 %` for 72 % is three points
    about_share: Share = 0.05  # other numbers: share of the printed value
    nearly_all_from: float = 90  # per cent


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


def read(study: Study) -> Settings:
    """Raises StudyError naming the place in params.yaml."""
    try:
        return Settings.model_validate(study.params.get("triangulation") or {})
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(["params.yaml", "triangulation", *map(str, first["loc"])])
        raise StudyError(place, f"{first['input']!r}: {first['msg']}", todo="Mend it and run again.") from error
