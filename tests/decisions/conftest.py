"""The workbench's small study, for tests of its log."""

from tests.workbench.conftest import built, decide, study  # noqa: F401
