"""The rule's numbers are parameters, and a study may change them in params.yaml without changing code."""

from pathlib import Path

from pipeline.study import Study
from pipeline.triangulation import settings
from pipeline.triangulation.rule.judge import Rulebook
from pipeline.triangulation.rule.settings import DIRECT, WORDS, Rule, Word
from tests.triangulation.cases import answer

ROOT = Path(__file__).parents[2]


def test_the_defaults_name_every_number_of_the_rule() -> None:
    given = Study(ROOT).params["triangulation"]
    assert set(given["rule"]) == set(Rule.model_fields)
    assert settings.read(Study(ROOT)).rule == Rule()
    assert settings.read(Study(ROOT)).kinds == DIRECT
    assert settings.read(Study(ROOT)).words == WORDS


def test_a_stricter_study_reads_less() -> None:
    case = {"evidence": [{"line": "survey", "share": 0.6, "n_eff": 69, "at_least": 0.5}]}
    assert answer("common", case)["readings"] == "survey (direct): for, clear, 0.95"
    strict = Rulebook(Rule(clear=0.99, firm=0.999))
    assert answer("common", case, strict)["readings"] == "survey (direct): for, unclear, 0.95"


def test_a_study_may_have_other_words() -> None:
    case = {"evidence": [{"line": "survey", "share": 0.9, "n_eff": 200, "at_least": 0.5}]}
    book = Rulebook(words=[Word(en="the lion's share", fr="la part du lion", low=0.7)])
    assert answer("common", case, book)["word"] == "the lion's share"
