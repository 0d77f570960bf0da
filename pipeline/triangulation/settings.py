"""The numbers of the rules, as they stand in params.yaml under `triangulation`; those left out stand as here."""

from typing import Annotated

import pydantic
from pydantic import Field

from pipeline.study import StrictModel, Study, StudyError
from pipeline.triangulation.rule.settings import DIRECT, WORDS, Kind, LineName, Rule, Word

Share = Annotated[float, Field(ge=0, le=1)]


class Wording(StrictModel):
    """What the words around a number allow."""

    percent_step: float = Field(5, gt=0)  # `about 75 %`: people round to fives (and thirds), half a step either way
    figures: Annotated[int, Field(ge=1)] = 2  # `nearly 40,000`: and other numbers to so many significant figures
    nearly_all_from: float = 90  # per cent


class CountedRows(StrictModel):
    """Rows in which columns have these values, of a table of the pipeline or of a CSV file under raw/."""

    table: str = ""
    file: str = ""
    where: dict[str, str] = {}


Counted = str | CountedRows  # a table's name stands for all of its rows


class Settings(StrictModel):
    published: str = "published/figures.csv"  # under raw/
    relations: str = "published/relations.csv"
    bases: dict[str, str] = {}  # who a percentage is of: the claim that states how many they are
    counts: dict[str, Counted] = {}  # figures that count the rows of a table, all or some
    as_of: str | None = None  # the date of the data, for targets in print that are not yet due
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
