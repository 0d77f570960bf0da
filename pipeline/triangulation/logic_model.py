"""The logic model and theory of change as data: what a programme puts in, does, makes and expects, and what leads on.

codebooks/evaluation.yaml holds it under `logic_model`: stages (inputs to long-term outcomes), the boxes of each, and
links between boxes. A link is an assumption; findings test it. Where no finding does, the chain is without evidence.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

import pandas as pd
import pydantic
from pydantic import Field

from pipeline.decisions.themes import Id
from pipeline.language import Label, Text
from pipeline.study import StrictModel, StudyError
from pipeline.study.declared_names import Mistake, declared, refuse

State = Literal["holds", "holds in part", "does not hold", "too early", "not enough evidence", "not tested"]
STATES: tuple[State, ...] = (
    "holds", "holds in part", "does not hold", "too early", "not enough evidence", "not tested",
)  # fmt: skip
FOR, AGAINST = {"well supported"}, {"contradicted", "not supported"}
NOT_DUE, UNKNOWN = {"not yet due"}, {"not enough evidence"}
COLUMNS = ["link", "from", "to", "from_stage", "to_stage", "state", "findings", "standings"]


class Stage(StrictModel):
    """A column of the model: inputs, activities, outputs, outcomes."""

    id: Id
    label: Label


class Box(StrictModel):
    """One thing that the programme puts in, does, makes or expects; `source`: passages that say so (`DOC#2`)."""

    id: Id
    stage: Id
    label: Label
    source: list[Text] = []


class Link(StrictModel):
    """One assumption: the first box leads to the second. findings: those that test it."""

    id: Id
    start: Id
    end: Id
    label: Label
    findings: list[Id] = []
    source: list[Text] = []


class LogicModel(StrictModel):
    """The whole model. Every finding of the study is listed by one link."""

    title: Label
    source: Text | None = None  # the document it is taken from
    stages: Annotated[list[Stage], Field(min_length=2)]
    boxes: Annotated[list[Box], Field(min_length=2)]
    links: Annotated[list[Link], Field(min_length=1)]

    @pydantic.model_validator(mode="after")
    def _holds_together(self) -> "LogicModel":
        """All mistakes at once, each at its place."""
        refuse(self, _mistakes(self))
        return self

    def box(self, name: str) -> Box:
        return next(box for box in self.boxes if box.id == name)


def _mistakes(model: LogicModel) -> Iterator[Mistake]:
    ids: set[str] = set()
    for section in ("stages", "boxes", "links"):
        for number, one in enumerate(getattr(model, section)):
            if one.id in ids:
                yield (section, number, "id"), f"the id {one.id!r} stands more than once in the logic model"
            ids.add(one.id)
    stages, boxes = [one.id for one in model.stages], {one.id: one for one in model.boxes}
    for number, box in enumerate(model.boxes):
        yield from declared(("boxes", number, "stage"), f"box {box.id}", [box.stage], stages, "stages")
    tied: set[str] = set()
    for number, link in enumerate(model.links):
        place, ends = ("links", number), (link.start, link.end)
        yield from declared(place, f"link {link.id}", ends, boxes, "boxes")
        at = [stages.index(boxes[end].stage) for end in ends if end in boxes and boxes[end].stage in stages]
        if at != sorted(at):
            yield place, f"link {link.id!r} leads back, from {link.start!r} to {link.end!r}"
        for finding in link.findings:
            if finding in tied:
                yield (*place, "findings"), f"finding {finding!r} belongs to more than one link, or twice to one"
            tied.add(finding)


def state_of(standings: list[str]) -> State:
    """What the findings of one link say of it together, from where each stands.

    Findings on which there is not enough evidence, or whose time has not come, count only where there are no others.
    """
    said = [standing for standing in standings if standing not in NOT_DUE | UNKNOWN]
    if not standings:
        return "not tested"
    if not said:
        return "too early" if NOT_DUE & set(standings) else "not enough evidence"
    if all(standing in FOR for standing in said):
        return "holds"
    return "does not hold" if all(standing in AGAINST for standing in said) else "holds in part"


def chain(model: LogicModel, matrix: pd.DataFrame, languages: list[str]) -> pd.DataFrame:
    """The table triangulation/logic_model: a row a link, columns as COLUMNS and the label in each language; lists
    separated by `;`.

    matrix: triangulation/matrix (finding_id, standing). Raises StudyError for a finding that it does not hold.
    """
    standing = dict(zip(matrix["finding_id"], matrix["standing"], strict=True))
    rows = []
    for link in model.links:
        if absent := [finding for finding in link.findings if finding not in standing]:
            where = "codebooks/evaluation.yaml, logic_model"
            raise StudyError(where, f"link {link.id} names {absent[0]}", "a finding of triangulation/matrix.csv")
        standings = [standing[finding] for finding in link.findings]
        stages = (model.box(link.start).stage, model.box(link.end).stage)
        state, listed = state_of(standings), (";".join(link.findings) or None, ";".join(standings) or None)
        labels = [link.label[language] for language in languages]
        rows.append((link.id, link.start, link.end, *stages, state, *listed, *labels))
    return pd.DataFrame(rows, columns=[*COLUMNS, *(f"label_{language}" for language in languages)])
