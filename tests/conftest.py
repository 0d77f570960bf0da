"""What all tests share."""

import gc

import pytest
from hypothesis import settings

import pipeline  # noqa: F401, before any test loads numpy: it says which routines numpy takes

# A first call loads tables of Unicode and of CLDR: how long one example takes says nothing here.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

gc.set_threshold(100_000, 50, 100)  # as the command line does: a sixth of the suite went into looking for cycles

# Files of a minute or so, begun first: the last of them would otherwise run while the other process has nothing to do.
LONG = (
    "test_any_study.py", "test_documents.py", "test_end_to_end.py", "test_published_study.py", "test_tutorial.py",
    "test_browser.py", "test_triangulate.py", "test_signoff.py", "test_deposit.py", "test_spanish_study.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))
