"""Names that one part of a codebook uses and another does not declare: all are told at once, each with its line."""

from pathlib import Path

import pytest

from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import StudyError
from pipeline.study.yaml_files import load_model
from pipeline.triangulation.evaluation import EvaluationCodebook

CODEBOOKS = Path(__file__).parents[2] / "codebooks"


@pytest.mark.parametrize(
    ("name", "model", "slips"),
    [
        (
            "themes",
            ThemesCodebook,
            {"    theme: A\n": "    theme: Z\n", "    theme: B\n": "    theme: B\n    parent: X9\n"},
        ),
        (
            "evaluation",
            EvaluationCodebook,
            {
                "interested: [staff, ": "interested: [stuff, ",
                "    theme: ecosystem\n": "    theme: economy\n",
                "findings: [F14]": "findings: [F14, F99]",
            },
        ),
        (
            "evaluation",
            EvaluationCodebook,
            {"start: money, end: funding": "start: gold, end: funding", "id: L03,": "id: L02,"},
        ),
        (
            "admin",
            AdminCodebook,
            {
                "choices: partner_type}": "choices: partner_tipe}",
                'Start / Début", dates: office': 'Start / Début", dates: desk',
            },
        ),
    ],
)
def test_all_are_told_with_their_lines(tmp_path, name, model, slips):
    text = (CODEBOOKS / f"{name}.yaml").read_text(encoding="utf-8")
    for right, wrong in slips.items():
        assert right in text
        text = text.replace(right, wrong, 1)
    path = tmp_path / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as error:
        load_model(path, model)
    told = str(error.value)
    for wrong in slips.values():
        entry = wrong.rstrip("\n").split("\n")[0]
        lines = [number for number, line in enumerate(text.split("\n"), start=1) if entry in line]
        assert any(f"line {near}:" in told for line in lines for near in range(line - 8, line + 1)), (wrong, told)
    assert f"{len(slips)} mistakes" in told
