"""The first draft of a brief names what is surest, and what the evidence contradicts as surely."""

import re
from types import SimpleNamespace

import pandas as pd

from pipeline.findings.brief_draft import brief_draft


def test_a_finding_that_is_contradicted_stands_before_those_that_are_as_sure():
    rows = [
        ("F1", "Q1", "well supported", "moderate"), ("F2", "Q1", "contradicted", "moderate"),
        ("F3", "Q1", "well supported", "moderate"), ("F4", "Q1", "well supported", "moderate"),
        ("F5", "Q1", "divided", "low"), ("F6", "Q2", "not supported", None), ("F7", "Q2", "not enough evidence", None),
    ]  # fmt: skip
    matrix = pd.DataFrame(rows, columns=["finding_id", "question", "standing", "confidence"]).set_index("finding_id")
    sources = SimpleNamespace(matrix=matrix, indicators=pd.DataFrame(), indicator_order=[])
    drafted = brief_draft(sources, lambda key: key)
    assert re.findall(r"headline\('(F\d)'\)", drafted) == ["F2", "F1", "F3", "F6"]
