"""The logic model: which links findings bear out, and which nobody tested; slips in it are told."""

from itertools import combinations

import pandas as pd
import pytest
from pydantic import ValidationError

from pipeline.findings.logic_model_drawing import layout
from pipeline.study import StudyError
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.logic_model import LogicModel, chain, state_of


def label(text: str) -> dict[str, str]:
    return {"en": text, "fr": text}


def model(**changes) -> dict:
    content = {
        "title": label("The chain"),
        "stages": [{"id": one, "label": label(one)} for one in ("in", "do", "out")],
        "boxes": [
            {"id": "money", "stage": "in", "label": label("Money from the county")},
            {"id": "tables", "stage": "do", "label": label("Set up tables where people repair what they own")},
            {"id": "skills", "stage": "out", "label": label("People repair more")},
        ],
        "links": [
            {"id": "A", "start": "money", "end": "tables", "label": label("pays"), "findings": ["F1", "F2"]},
            {"id": "B", "start": "tables", "end": "skills", "label": label("teaches")},
        ],
    }
    return content | changes


@pytest.mark.parametrize(
    ("standings", "state"),
    [
        ([], "not tested"),
        (["well supported"], "holds"),
        (["well supported", "not enough evidence"], "holds"),
        (["well supported", "contradicted"], "holds in part"),
        (["supported with reservations"], "holds in part"),
        (["divided"], "holds in part"),
        (["contradicted", "not supported"], "does not hold"),
        (["not yet due", "not enough evidence"], "too early"),
        (["not enough evidence"], "not enough evidence"),
    ],
)
def test_a_link_says_what_its_findings_say(standings, state):
    assert state_of(standings) == state


def test_the_chain_tells_every_link_with_its_findings():
    matrix = pd.DataFrame({"finding_id": ["F1", "F2"], "standing": ["well supported", "contradicted"]})
    table = chain(LogicModel.model_validate(model()), matrix, ["en"]).set_index("link")
    assert table.loc["A", ["state", "findings"]].tolist() == ["holds in part", "F1;F2"]
    assert table.at["B", "state"] == "not tested" and table.at["B", "label_en"] == "teaches"
    with pytest.raises(StudyError, match="F2"):
        chain(LogicModel.model_validate(model()), matrix.head(1), ["en"])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"boxes": [*model()["boxes"], {"id": "x", "stage": "none", "label": label("x")}]}, "names none"),
        ({"links": [{"id": "A", "start": "money", "end": "gold", "label": label("x")}]}, "names gold"),
        ({"links": [{"id": "A", "start": "skills", "end": "money", "label": label("x")}]}, "leads back"),
        ({"links": [model()["links"][0], model()["links"][0]]}, "more than once"),
        ({"links": [*model()["links"], model()["links"][0] | {"id": "C"}]}, "more than one link"),
        ({"links": [model()["links"][0] | {"finding": "F1"}]}, "Extra inputs"),
    ],
)
def test_slips_are_told(changes, told):
    with pytest.raises(ValidationError, match=told):
        LogicModel.model_validate(model(**changes))


@pytest.mark.parametrize(("ids", "told"), [(["F1", "F2", "F3"], "'F3' belongs to no link"), (["F1"], "names F2")])
def test_every_finding_belongs_to_a_link(ids, told):
    finding = {
        "kind": "works",
        "statement": label("It works."),
        "question": "Q",
        "codes": [{"code": "A", "supports": "supportive", "bearing": "direct"}],
    }
    book = {
        "respondents": label("owners"),
        "groups": {},
        "themes": [{"id": "T", "label": label("t")}],
        "questions": [{"id": "Q", "theme": "T", "text": label("q")}],
        "findings": [finding | {"id": one} for one in ["F1", "F2"]],
        "logic_model": model(),
    }
    EvaluationCodebook.model_validate(book)
    with pytest.raises(ValidationError, match=told):
        EvaluationCodebook.model_validate(book | {"findings": [finding | {"id": one} for one in ids]})


def test_boxes_stand_under_their_stage_and_never_on_each_other():
    chain_ = LogicModel.model_validate(model())
    placed, _, height = layout(chain_, "en")
    assert placed["money"].top < placed["tables"].top < placed["skills"].top
    many = [{"id": f"b{n}", "stage": "do", "label": label("A box of several words " * (n % 3 + 1))} for n in range(9)]
    placed, _, height = layout(LogicModel.model_validate(model(boxes=[*model()["boxes"], *many])), "fr")
    for one, other in combinations(placed.values(), 2):
        beside = one.left + one.width <= other.left or other.left + other.width <= one.left
        above = one.top + one.height <= other.top or other.top + other.height <= one.top
        assert beside or above
    assert max(box.top + box.height for box in placed.values()) <= height
