"""Columns that say who somebody is are set aside, whoever it is; counts of things are not."""

import pandas as pd
import pytest

from pipeline.survey.personal import is_personal

NAMES = pd.Series(["Awa", "Paul", "Awa"])


@pytest.mark.parametrize(
    "question",
    ["Nom de l’enquêteur", "Nom de l'enquêteur", "Interviewer name", "Enumerator", "Enquêtrice", "What is your name?",
     "Nombre del encuestado", "Nombres y apellidos", "¿Cuál es su nombre?", "Correo electrónico", "Nom du producteur"],
)  # fmt: skip
def test_who_asked_and_who_answered_are_personal(question):
    assert is_personal("Q1", question, NAMES, None)


@pytest.mark.parametrize(
    "question",
    ["Nombre d’heures par semaine", "Nombre de personnes", "Número de horas", "Supervisor support",
     "Name of the program", "How supportive was your supervisor in week one?", "Nom du programme"],
)  # fmt: skip
def test_counts_programs_and_opinions_are_not(question):
    assert not is_personal("Q1", question, NAMES, None)
