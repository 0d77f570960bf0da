"""What the registers' log shows once it has left the gate: nobody, in whatever column somebody was written."""

import pandas as pd
import pytest

from pipeline.notes.lexicon import lexicon
from pipeline.notes.pseudonyms import Key
from pipeline.notes.registers import open_log
from pipeline.study import Study

NOBODY = pd.DataFrame(columns=["table", "variable", "kind", "name", "stands_for"])


def shown(tmp_path, raw: str, rule: str) -> str:
    row = {"table": "grants", "record_id": "1", "variable": "towns", "raw": raw, "clean": "york", "rule": rule}
    log = pd.DataFrame([row | {"detail": None}, row | {"raw": None}])
    return open_log(log, NOBODY, Key(), lexicon(Study(tmp_path).cache / "notes"))["raw"].iloc[0]


@pytest.mark.parametrize(
    "raw, rule, expected",
    [
        ("The city; ask Agnieszka Adamskova", "list:unknown", "The city; ask (masked) (masked)"),
        ("trust of Jean-Baptiste Roy", "choice", "trust of (masked) (masked)"),
        ("ROY, see roy@example.org or 705 555-0133", "choice:otherwise", "(masked), see (masked) or (masked)"),
        ("the Ada\u200bmskova file", "number:text", "the (masked) file"),
        ("Non-profit (NGO) of First Nations", "choice", "Non-profit (NGO) of First Nations"),
        ("Yes / Oui", "choice", "Yes / Oui"),
        ("Kingston upon Hull", "spelling:listed", "Kingston upon Hull"),  # the codebook's own words
        ("1 200,50", "number", "1 200,50"),
    ],
)
def test_of_a_cell_that_is_no_plain_value_the_log_shows_no_name(tmp_path, raw, rule, expected):
    assert shown(tmp_path, raw, rule) == expected


def test_what_the_study_keeps_stays_in_the_log_too(tmp_path):
    row = {"table": "grants", "record_id": "1", "variable": "towns", "clean": "yes", "rule": "choice", "detail": None}
    log = pd.DataFrame([row | {"raw": "EDI: newcomers"}])
    listed = lexicon(Study(tmp_path).cache / "notes")  # which has Edi for a first name
    assert open_log(log, NOBODY, Key(), listed)["raw"].tolist() == ["(masked): newcomers"]
    assert open_log(log, NOBODY, Key(), listed, ["EDI"])["raw"].tolist() == ["EDI: newcomers"]
