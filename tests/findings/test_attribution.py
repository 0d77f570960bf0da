"""Whose voice a quotation is said to be."""

from types import SimpleNamespace

import pytest

from pipeline.findings.quotations import Quotations


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ({("client", "all"): 9, ("worker", "all"): 7}, "client"),  # one word for all, as new-study drafts it
        ({("client", "North"): 9, ("worker", "South"): 7}, "client, North"),
        ({("client", "North"): 2, ("client", "South"): 7}, "client"),  # too few to be told by it
    ],
)
def test_a_region_is_told_where_it_tells_something_and_nobody_is_known_by_it(sizes, said):
    quotations = Quotations.__new__(Quotations)
    quotations.vocabulary = SimpleNamespace(
        sources=SimpleNamespace(group_sizes=sizes, threshold=5), words=SimpleNamespace(own=lambda _, name: name)
    )
    group, region = next(iter(sizes))
    assert quotations.attribution({"stakeholder": group, "region": region}) == said
