"""Fixtures of the admin room: the small study of admin_helpers.py."""

import pytest
import yaml
from admin_helpers import CODEBOOK, GRANTS, REPORTS, write_grants

from pipeline.study import Study


@pytest.fixture
def grants(tmp_path):
    """The study, before anything was run."""
    write_grants(tmp_path / "raw/office/grants.xlsx", GRANTS)
    (tmp_path / "raw/office/reports.csv").write_text(REPORTS, encoding="utf-8")
    (tmp_path / "codebooks").mkdir()
    (tmp_path / "codebooks/admin.yaml").write_text(CODEBOOK, encoding="utf-8")
    (tmp_path / "params.yaml").write_text(yaml.safe_dump({"study": {"seed": 7}}), encoding="utf-8")
    return Study(tmp_path)
