"""Columns that say who somebody is are set aside, whoever it is; counts of things are not."""

import pandas as pd
import pytest

from pipeline.survey.personal import is_personal

NAMES = pd.Series(["Awa", "Paul", "Awa"])


@pytest.mark.parametrize(
    "question",
    ["Nom de l’enquêteur", "Nom de l'enquêteur", "Interviewer name", "Enumerator", "Enquêtrice", "What is your name?",
     "Nombre del encuestado", "Nombres y apellidos", "¿Cuál es su nombre?", "Correo electrónico", "Nom du producteur",
     "Creator", "Editor", "created_by", "Last edited user", "_submitted_by", "Saisi par"],
)  # fmt: skip
def test_who_asked_and_who_answered_are_personal(question):
    assert is_personal("Q1", question, NAMES, None)


@pytest.mark.parametrize(
    "question",
    ["Nombre d’heures par semaine", "Nombre de personnes", "Número de horas", "Supervisor support",
     "Name of the program", "How supportive was your supervisor in week one?", "Nom du programme",
     "Are you a creator of content?", "Created by young people"],
)  # fmt: skip
def test_counts_programs_and_opinions_are_not(question):
    assert not is_personal("Q1", question, NAMES, None)


@pytest.mark.parametrize(
    "question",
    ["Household head name", "Name of your child", "Patient's name", "What is the name of the class teacher?",
     "Nom du chef de ménage", "Nom de la mère", "Quel est le nom de l’infirmière pivot?", "Nombre de la madre"],
)  # fmt: skip
def test_a_column_of_names_is_personal_whoever_the_study_is_about(question):
    assert is_personal("Q1", question, pd.Series(["Awa Diallo", "Paul Otieno", "Marie-Ève O’Neil"]), None)


@pytest.mark.parametrize(
    ("question", "cells"),
    [("Nombre de personnes", ["3"]), ("Nombre de membres du ménage", ["3"]), ("Member since", ["2019"]),
     ("Name of the village", ["Thiès", "Kaolack"]), ("Does the nurse say the patient’s name?", ["Yes", "No"])],
)  # fmt: skip
def test_a_count_of_people_and_the_name_of_a_thing_are_not(question, cells):
    assert not is_personal("Q1", question, pd.Series(cells), None)


@pytest.mark.parametrize(
    ("question", "cells", "personal"),
    [
        ("Medicare number", ["123 456 789", "987654321"], True),
        ("Numéro de carte d’assurance maladie", ["TREM 5612 3412", "ROYA 6011 0915"], True),
        ("Employee ID", ["E-104552", "E-104553"], True),
        ("Are you covered by Medicare?", ["1", "2"], False),
        ("Health card: renewed in", ["2019", "2021"], False),
    ],
)
def test_the_number_of_a_card_is_personal_and_a_question_about_it_is_not(question, cells, personal):
    assert is_personal("Q1", question, pd.Series(cells), None) == personal
