"""Few suggestions, good ones; and a stance only where somebody chose one."""

import pytest

from pipeline.decisions import decision_log
from pipeline.decisions.review import worth_asking
from pipeline.workbench.app import VIEWS
from pipeline.workbench.store import Store
from pipeline.workbench.views.review_view import Filters, queue


def test_what_is_unlikely_is_not_asked_about(study):
    codings = study.table("coding/codings")
    codings.loc[codings["segment_id"] == "N-01#4", "score"] = 0.1
    with study.writing() as out:
        out.table("coding/codings", codings)
    store = Store(study)
    assert "N-01#4" not in store.suggestions and "N-01#4" not in queue(store, Filters())
    assert "N-02#4" in queue(store, Filters()) and "N-01#4" in queue(store, Filters(scope="all"))
    assigned = codings[codings["decision"] == "assigned"].assign(score=0.05)
    assert len(worth_asking(assigned, 0.2)) == len(assigned)  # what the machine assigns stays to be seen


@pytest.mark.parametrize(
    ("view", "body", "stance"),
    [
        ("review", {"action": "assign", "code": "T2_repair", "stance": ""}, ""),
        ("review", {"action": "assign", "code": "T2_repair", "stance": "mixed"}, "mixed"),
        ("review", {"action": "accept", "code": "T4_hours", "stance": ""}, "critical"),  # as it was suggested
        ("review", {"action": "accept", "code": "T4_hours", "stance": "neutral"}, "neutral"),
        ("code", {"action": "assign", "code": "T2_repair"}, ""),
        ("adjudicate", {"action": "assign", "code": "T2_repair", "stance": ""}, ""),
    ],
)
def test_a_code_typed_by_hand_has_no_stance_until_one_is_chosen(study, page_of, view, body, stance):
    VIEWS[view].act(page_of(study, view), body | {"segment": "N-01#4", "seen": 0})
    (one,) = decision_log.read_lines(study)
    assert one.stance == stance
    assert Store(study).decided("N-01#4")[0].stance == stance  # of none chosen, none stands
