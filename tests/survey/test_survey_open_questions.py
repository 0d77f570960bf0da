"""People's own words are told from the answers of a list, though few wrote and what they wrote comes back."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.study import read_yaml
from pipeline.survey.draft import draft

OPEN = {
    "What should the cooperative do next?": ["Pay us every week.", "A cold tank in every village.", "Nothing", "n/a"],
    "Que faudrait-il changer?": ["Ouvrir la piscine le dimanche", "Plus de bancs près du lac", "rien", "Aucune"],
    "¿Por qué dejó el curso?": ["El horario no me servía", "Me quedaba demasiado lejos", "no sé"],
    "Q14": ["I could not get a bus on Sundays.", "The nurse came too late!", "It was all right, really."],
    "Any suggestions to improve it": ["more shade by the pond please", "open it before eight o'clock"],
}
LISTS = {
    "How often do you come?": ["At least once a week.", "Once or twice a month.", "Less often than that."],
    "Which of these describes you best?": ["I run my own business.", "I work for somebody else.", "I am retired."],
    "Education": ["Some secondary school or less", "Secondary school diploma", "University degree or more"],
    "Quel énoncé vous décrit le mieux?": ["Je viens d’arriver ici.", "J’y vis depuis longtemps."],
    "What should be funded?": ["Roads", "Schools", "Health", "n/a"],
    "¿Con qué frecuencia viene a la cooperativa?": ["Todos los días del año.", "Casi nunca, la verdad."],
    "Town": ["Saint John", "Moncton", "Fredericton"],
}


def drafted(folder: Path, question: str, answers: list[str]) -> dict:
    rows = [{"ID": f"R{number}", question: answers[number % len(answers)]} for number in range(12 * len(answers))]
    pd.DataFrame(rows).to_csv(folder / "export.csv", index=False)
    draft(folder / "export.csv", folder / "codebooks/survey.yaml", languages=["en"])
    variables = read_yaml(folder / "codebooks/survey.yaml")["variables"]
    return next(one for one in variables if one.get("raw") == question)


@pytest.mark.parametrize("question", OPEN)
def test_own_words_that_come_back_are_an_open_question(tmp_path, question):
    assert drafted(tmp_path, question, OPEN[question])["kind"] == "open"
    assert "own words" in (tmp_path / "codebooks/survey.yaml").read_text(encoding="utf-8").split("title:")[0]


@pytest.mark.parametrize("question", LISTS)
def test_answers_of_a_list_stay_a_list(tmp_path, question):
    assert drafted(tmp_path, question, LISTS[question])["kind"] == "category"


def test_how_in_a_french_question_is_no_comment(tmp_path):
    assert drafted(tmp_path, "Comment venez-vous à la piscine ?", ["Autobus", "Auto", "À pied"])["kind"] == "category"
    (tmp_path / "codebooks/survey.yaml").unlink()
    assert drafted(tmp_path, "Q5_comment", ["Autobus", "Auto", "À pied"])["kind"] == "open"
