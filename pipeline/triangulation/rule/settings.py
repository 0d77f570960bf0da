"""Every number of the rule, as params.yaml gives it under `triangulation`; those left out stand as here.

The names are those of docs/triangulation.md. No number of the rule stands anywhere else in the code.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from pipeline.language import Label
from pipeline.study import StrictModel

Kind = Literal["common", "works", "experience", "difference", "target"]
LineName = Literal["survey", "notes", "documents", "admin", "print", "open answers"]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class Rule(StrictModel):
    """Section 10 of the rule."""

    # reading a line
    clear: Share = 0.9  # probability from which a reading is clear
    firm: Share = 0.975  # and from which it is firm: the 95 % interval lies on one side
    survey_base: Count = 30  # smaller effective bases are silent
    notes: Count = 5  # fewer notes that speak are silent
    groups: Count = 2  # so are fewer stakeholder groups
    outsiders: Count = 2  # and fewer notes of people without an interest
    documents: Count = 3
    authors: Count = 2
    outside_documents: Count = 1
    side: Share = 0.5  # a side holds with more than this share of the notes that speak
    minority: Share = 0.25  # the other side is a minority under this share
    reserved_from: Share = 0.25  # share of notes not plainly on the side, from which it has reservations
    reserved_notes: Count = 2  # and so many of them
    corrected_p: Share = 0.05  # a difference: Holm-corrected p
    margin: Share = 0.10  # and the difference worth speaking of
    # the machine's errors
    machine_checked: Count = 20  # notes checked on a random draw; fewer: what the machine coded counts nothing
    machine_prior: float = Field(5, ge=0)  # notes by which each rate is shrunk to the rate of all codes
    # dependence
    overlap: Share = 0.5  # share of the smaller instrument's people who answered the larger: then they are one line
    # confidence
    thin_base: Count = 50
    thin_notes: Count = 10
    thin_groups: Count = 3
    response: Share = 0.3
    design: Share = 0.5  # effective base over respondents
    coverage: Share = 0.9
    concerned: Share = 0.25  # share of the notes that speak which come from those whom the finding concerns
    machine_share: Share = 0.5  # more than this share of the notes seen by no person
    fragile: Share = 0.8  # the weakest check keeps the standing in fewer runs than this: one step
    broken: Share = 0.5  # than this: two
    few_runs: Count = 5  # a check of fewer runs has to keep it in all
    three_lines: Count = 3
    against_interest: Count = 3
    # groups
    group_notes: Count = 5  # smaller groups are never named
    group_speak: Count = 3
    group_kept: Share = 0.8
    group_exact: Count = 60  # notes up to which all resamples are enumerated; above, so many are drawn:
    group_draws: Count = 2000
    silent_under: Share = 0.25
    silent_expected: Count = 3
    # one-sided codes and the search for negative cases
    one_sided_from: Count = 20  # notes in which people gave the code, never against
    searched: Count = 20  # nearest passages put before a person


DIRECT: dict[Kind, list[LineName]] = {
    "common": ["survey", "admin", "print"],
    "difference": ["survey", "admin", "print"],
    "target": ["admin"],
    "works": ["notes", "documents", "survey"],
    "experience": ["notes", "documents", "survey"],
}


class Word(StrictModel):
    """A quantity word and the range of shares it stands for; the ends belong to it."""

    label: Label  # in params.yaml beside the ends: `{en: most, fr: la plupart, low: 0.5}`
    low: Share = 0.0
    high: Share = 1.0

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...  # languages are names of their own

    @model_validator(mode="before")
    @classmethod
    def _by_language(cls, values: Any) -> Any:
        if not isinstance(values, dict) or "label" in values:
            return values
        ends = {name: value for name, value in values.items() if name in ("low", "high")}
        return ends | {"label": {name: value for name, value in values.items() if name not in ends}}

    @model_validator(mode="after")
    def _ordered(self) -> "Word":
        if self.low >= self.high:
            raise ValueError(f"the word {self.label.values()[0]!r} has an empty range, {self.low} to {self.high}")
        return self


WORDS = [
    Word(en="nearly all", fr="presque tous", low=0.9),
    Word(en="a large majority", fr="la grande majorité", low=0.75),
    Word(en="most", fr="la plupart", low=0.5),
    Word(en="about half", fr="environ la moitié", low=0.4, high=0.6),
    Word(en="hardly any", fr="presque aucun", high=0.1),
    Word(en="few", fr="peu", high=0.2),
    Word(en="about a quarter", fr="environ le quart", low=0.2, high=0.3),
    Word(en="a minority", fr="une minorité", high=0.5),
]
