"""Notes in a language that no installed model reads: names go all the same, and the account says so."""

import pandas as pd
import pytest
from notes_helpers import segments, study_with

from pipeline.notes import deidentify, language_models
from pipeline.study import Study, StudyError

HUERTO = """E: ¿Quién es usted?

P: Me llamo Rosalía Etxeberria y trabajo en la Cooperativa Molino Verde de Tudela. Mi hermana Yolotzin también.

E: ¿Y quién les ayuda, Rosalía?

P: Don Hermenegildo, del taller. Nos apoyó la Asociación de Vecinos El Porvenir. Ellos ponen el material y nosotras el trabajo. Somos de España, pero usamos Excel. Escríbame a rosalia@molino.example.
"""  # noqa: E501
GONE = ["Rosalía", "Etxeberria", "Molino", "Tudela", "Yolotzin", "Hermenegildo", "Porvenir", "molino.example"]


@pytest.fixture(scope="module")
def spanish(tmp_path_factory) -> Study:
    folder = tmp_path_factory.mktemp("es")
    study = study_with(folder, {"HUERTO.txt": HUERTO.encode()}, {"HUERTO": {"language": "es"}})
    params = folder / "params.yaml"
    params.write_text(
        params.read_text(encoding="utf-8").replace("seed: 1", "seed: 1, languages: [es]"), encoding="utf-8"
    )
    segments(Study(folder))
    return Study(study.root)


def everything(study: Study) -> str:
    found = study.table("notes/segments")
    return " ".join([*found["text"], *found["question"].fillna("")])


def test_the_study_is_in_spanish(spanish):
    assert spanish.languages == ["es"]
    assert set(spanish.table("notes/segments")["language"]) == {"es"}


@pytest.mark.parametrize("name", GONE)
def test_names_go_without_a_model_of_the_language(spanish, name):
    assert name not in everything(spanish)


@pytest.mark.parametrize("word", ["España", "Excel", "Ellos ponen", "Nos apoyó", "Somos", "trabajo"])
def test_countries_tools_and_words_that_open_a_sentence_stay(spanish, word):
    assert word in everything(spanish)


def test_the_account_says_that_names_are_looked_for_with_less(spanish):
    row = spanish.table("notes/coverage").iloc[0]
    assert row["look"] == 1
    assert "Names in Spanish are looked for without a language model" in row["message"]


def with_answers(folder, answers: list[tuple]) -> Study:
    study = study_with(folder, {"N.txt": b"Q: Who?\n\nR: Nobody.\n"})
    frame = pd.DataFrame(answers, columns=["record_id", "variable", "language", "text"])
    (study.processed / "survey").mkdir(parents=True)
    frame.to_parquet(study.processed / "survey" / "answers.parquet")
    return study


def test_an_open_answer_in_another_language_passes_and_is_told(tmp_path, capsys):
    said = ["La maestra Ovidia nos ayudó.", "Meine Kollegin Yllka hat geholfen.", "Fine."]
    answers = [
        (f"R{n}", "comment", one, text) for n, (one, text) in enumerate(zip(["es", "de", "en"], said, strict=True))
    ]
    study = with_answers(tmp_path, answers)
    deidentify.run(study)
    made = Study(tmp_path).table("survey/open_answers").set_index("record_id")["text"]
    assert made["R0"] == "La maestra [person 1] nos ayudó." and made["R2"] == "Fine."
    assert "Yllka" not in made["R1"] and "geholfen" in made["R1"]  # every capital goes, as the account says
    told = capsys.readouterr().err
    assert "Spanish: no spaCy model of it is installed for 1 texts" in told and "English:" not in told


def test_a_script_without_capitals_is_refused_where_no_model_reads_it(tmp_path):
    study = with_answers(tmp_path, [("R7", "comment", "iu", "ᐅᓪᓗᒥ ᐃᓕᓐᓂᐊᖅᑐᑦ ᑎᑭᓚᐅᖅᑐᑦ")])
    with pytest.raises(StudyError, match=r"R7.*Inuktitut.*no capitals"):
        deidentify.run(study)
    assert not (study.private / "key.csv").exists()


def test_a_model_that_is_installed_is_used(monkeypatch):
    monkeypatch.setattr(language_models, "find_spec", lambda name: name == "es_core_news_md")
    language_models.package_of.cache_clear()
    try:
        assert language_models.packages_for("es") == ["es_core_news_md"]
        assert language_models.without_model(["es", "de"]) == ["de"]
    finally:
        language_models.package_of.cache_clear()
