"""What the words of a codebook leave to be wished for, before anything is coded."""

import numpy as np
import pandas as pd
import pytest

from pipeline.coding.codebook_advice import remarks, told
from pipeline.coding.suggested_examples import suggested_examples
from pipeline.decisions.themes import ThemesCodebook


def book(*codes: dict) -> ThemesCodebook:
    theme = {"id": "t", "label": {"en": "Theme", "fr": "Thème"}}
    return ThemesCodebook.model_validate({"themes": [theme], "codes": [{"theme": "t"} | code for code in codes]})


def code(name: str, label: str, **more) -> dict:
    return {"id": name, "label": {"en": label, "fr": label}} | more


def keys(codebook: ThemesCodebook) -> set[tuple[str, str]]:
    return {(one.code, one.key.removeprefix("advice.")) for one in remarks(codebook)}


FULL = {
    "definition": {"en": "What it means.", "fr": "Ce que cela veut dire."},
    "not_when": {"en": "Else B.", "fr": "Sinon B."},
    "examples": {"en": [f"Somebody said {at}." for at in range(8)], "fr": []},
}  # fmt: skip


def test_a_full_codebook_is_left_alone():
    assert keys(book(code("A", "Saves money", **FULL), code("B", "Learns to repair", **FULL))) == set()


def test_what_is_missing_is_told_code_by_code():
    few = FULL | {"examples": {"en": ["One."], "fr": ["Un."]}}
    found = keys(book(code("A", "Saves money"), code("B", "Learns to repair", **few)))
    assert found == {("A", "no_definition"), ("A", "no_example"), ("A", "no_border"), ("B", "few_examples")}


def test_a_parent_speaks_through_the_codes_below_it():
    below = code("B", "Learns to repair", parent="A", **FULL)
    parent = code("A", "Gains", **{name: FULL[name] for name in ("definition", "not_when")})
    assert keys(book(parent, below)) == set()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("A", "Improved process"), ("B", "Improved proces"), True),
        (("flag_anomalies", "Sees what is odd"), ("flag_anomilies", "Marks it"), True),
        (("A", "Rides in week 1"), ("B", "Rides in week 2"), False),
        (("A", "Positive impact on requests"), ("B", "Negative impact on requests"), False),
    ],
)
def test_codes_of_nearly_the_same_name_are_told(one, other, same):
    found = keys(book(code(*one, **FULL), code(*other, **FULL)))
    assert (("A" if one[0] == "A" else one[0], "alike") in found) == same


def test_a_slip_in_a_name_is_told_beside_the_word_that_is_meant():
    right = FULL | {"definition": {"en": "Finds anomalies in the data.", "fr": "Des anomalies."}}
    (found,) = remarks(book(code("flag_anomilies", "Flags what is odd", **right)))
    assert (found.key, found.values) == ("advice.misspelt", {"word": "anomilies", "known": "anomalies"})
    assert told(book(code("flag_anomilies", "Flags what is odd", **right)), "en") == [
        "flag_anomilies: “anomilies” stands nowhere else, “anomalies” does: a slip?"
    ]


def test_words_of_two_languages_and_other_endings_are_no_slips():
    first = code("A", "Prestation", **FULL | {"definition": {"en": "Services.", "fr": "Services."}})
    first["label"] = {"en": "Delivery", "fr": "Prestation"}
    other = code("B", "Improved", **FULL | {"definition": {"en": "A presentation improves it.", "fr": "Autre chose."}})
    assert keys(book(first, other)) == set()


def test_an_id_without_the_accents_of_its_label_is_no_slip():
    found = book(code("Criteres_d_admissibilite", "Critères d’admissibilité"), code("Qualite", "Qualité des travaux"))
    assert "misspelt" not in {key for _, key in keys(found)}


def test_examples_are_suggested_from_what_people_coded_ready_to_be_taken_over():
    texts = {
        "N1#2": "Well, hello there to you all. The hours are too short for people who work.",
        "N2#2": 'They close the "shop" at five on weekdays. So [person 3] told me the hours are short, too short.',
        "N3#2": "The hours are short on Sundays too, sadly so.",
        "N4#2": "My neighbour is a good cook and bakes bread.",
    }
    segments = pd.DataFrame(
        [(unit, "en", text) for unit, text in texts.items()], columns=["segment_id", "language", "text"]
    )
    rows = [(unit, "A", "assigned", "ana", "critical") for unit in ("N1#2", "N2#2", "N3#2")]
    rows.append(("N4#2", "A", "assigned", "machine", "critical"))
    codings = pd.DataFrame(rows, columns=["segment_id", "code", "decision", "origin", "stance"])
    there = FULL | {"examples": {"en": ["the hours are short on sundays, too; sadly so"], "fr": []}}

    def encode(said: list[str]) -> np.ndarray:
        return np.array([[text.count("hours") + text.count("close"), len(text) / 1000] for text in said], dtype=float)

    found = suggested_examples(book(code("A", "Hours", **there)), codings, segments, encode)
    assert found["unit_id"].tolist() == ["N1#2", "N2#2"]  # N3 is an example already, N4 is the machine's
    assert found.loc[0, "text"] == "The hours are too short for people who work."
    assert found.loc[1, "entry"] == '- {text: "They close the \\"shop\\" at five on weekdays.", stance: critical}'
    enough = book(code("A", "Hours", **FULL))
    assert suggested_examples(enough, codings, segments, encode).empty
