"""Every worked case of the rule, and that docs/triangulation.md prints what the rule says."""

from pathlib import Path

import pytest

from bench.rule import differs
from tests.triangulation.cases import ANSWERS, answer
from tests.triangulation.drawn import Case, table
from tests.triangulation.worked import CASES

PAGE = Path(__file__).parents[2] / "docs" / "triangulation.md"
SHARED = Path(__file__).parents[3] / "shared" / "cases" / "judgement" / "cases.csv"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_worked_case(case: Case) -> None:
    found = answer(case.kind, case.input)
    amiss = {name: found[name] for name in ANSWERS if differs(getattr(case, name), found[name])}
    assert not amiss, case.shows


def test_page_prints_the_worked_cases() -> None:
    """`python -m tests.triangulation.drawn` writes the table anew."""
    assert table(CASES) in PAGE.read_text(encoding="utf-8")


def test_a_wrong_answer_is_told(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    from bench.rule import compare

    path = tmp_path / "cases.csv"
    case = '"{""evidence"": [{""line"": ""survey"", ""share"": 0.7, ""n_eff"": 90, ""at_least"": 0.5}]}"'
    path.write_text(
        "case,kind,input,want_readings,want_convergence,want_standing,want_confidence,want_reasons,want_headline,want_word\n"
        f'A,common,{case},"survey (direct): for, firm, 0.99",silence,well supported,moderate,one line only -1,'
        "according to,most\n"
        f'B,common,{case},"survey (direct): for, firm, 1.00",silence,contradicted,moderate,one line only -1,'
        "according to,most\n",
        encoding="utf-8",
    )
    assert compare(path) == 1
    assert capsys.readouterr().out.splitlines() == [
        "B standing: well supported   wanted: contradicted",
        "1 of 2 cases as wanted",
    ]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not here")
def test_shared_cases() -> None:
    from bench.rule import compare

    assert compare(SHARED) == 0
