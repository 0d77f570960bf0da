"""Correcting a transcript never moves a code: unchanged turns are found again, changed ones show both texts."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notes_helpers import segments as made
from notes_helpers import study_with

from pipeline.notes import corrections
from pipeline.notes.corrections import compare
from pipeline.study import Study, StudyError, fingerprint


def segments(*texts: str, note: str = "N", every: int = 2) -> pd.DataFrame:
    rows = [(note, every * number, fingerprint(text), text) for number, text in enumerate(texts, start=1)]
    return pd.DataFrame(rows, columns=["note_id", "turn", "fingerprint", "text"])


ONE = "We pay half the wage and the college does the paperwork for us."
TWO = "Nobody answered the phone, so we gave up in the spring."
THREE = "I would hire her again tomorrow, on any terms."


def states(old, new) -> list[tuple]:
    found = compare(old, new)
    return [
        (None if pd.isna(a) else int(a), None if pd.isna(b) else int(b), state)
        for a, b, state in zip(found["turn_old"], found["turn_new"], found["state"], strict=True)
    ]


def test_an_untouched_note_is_unchanged():
    assert states(segments(ONE, TWO), segments(ONE, TWO)) == [(2, 2, "unchanged"), (4, 4, "unchanged")]


def test_turn_numbers_shift_and_codes_follow_their_turn():
    found = states(segments(ONE, TWO, THREE), segments("A new first turn, about the weather.", ONE, TWO, THREE))
    assert found == [(2, 4, "unchanged"), (4, 6, "unchanged"), (6, 8, "unchanged"), (None, 2, "new")]


def test_a_changed_turn_shows_both_texts():
    mended = TWO.replace("spring", "autumn of that year")
    found = compare(segments(ONE, TWO, THREE), segments(ONE, mended, THREE))
    row = found[found["state"] == "changed"].iloc[0]
    assert (row["turn_old"], row["turn_new"], row["text_old"], row["text_new"]) == (4, 4, TWO, mended)
    assert list(found["state"]).count("unchanged") == 2


def test_a_deleted_turn_is_gone_not_lost():
    assert states(segments(ONE, TWO, THREE), segments(ONE, THREE)) == [
        (2, 2, "unchanged"),
        (4, None, "gone"),
        (6, 4, "unchanged"),
    ]


def test_turns_that_change_places_keep_their_codes():
    assert sorted(states(segments(ONE, TWO), segments(TWO, ONE))) == [(2, 4, "unchanged"), (4, 2, "unchanged")]


def test_a_whole_note_withdrawn_or_added():
    assert states(segments(ONE), segments()) == [(2, None, "gone")]
    assert states(segments(), segments(ONE)) == [(None, 2, "new")]


def test_notes_are_never_mixed():
    old = pd.concat([segments(ONE, note="A"), segments(TWO, note="B")])
    new = pd.concat([segments(TWO, note="A"), segments(ONE, note="B")])
    assert set(compare(old, new)["state"]) <= {"gone", "new", "changed"}


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from([ONE, TWO, THREE, "Yes.", "No."]), max_size=7),
    st.lists(st.sampled_from([ONE, TWO, "Yes.", "Well."]), max_size=7),
)
def test_every_old_and_new_turn_has_one_row(old, new):
    found = compare(segments(*old), segments(*new))
    assert sorted(found["turn_old"].dropna()) == [2 * n for n in range(1, len(old) + 1)]
    assert sorted(found["turn_new"].dropna()) == [2 * n for n in range(1, len(new) + 1)]
    same = found[found["state"] == "unchanged"]
    assert (same["text_old"] == same["text_new"]).all()


@pytest.mark.parametrize("edit", ["in the spring", "Nobody"])
def test_a_small_edit_is_a_change_not_a_new_turn(edit):
    assert states(segments(TWO), segments(TWO.replace(edit, "later")))[0] == (2, 2, "changed")


def test_an_edited_note_is_set_against_the_turns_people_coded(tmp_path):
    note = f"Q: So?\n\nR: {ONE}\n\nQ: And?\n\nR: {TWO}\n"
    study = study_with(tmp_path, {"N.txt": note.encode()})
    made(study)
    assert corrections.remember(Study(study.root), []) == 1
    assert corrections.remember(Study(study.root), []) == 0
    edited = f"Q: Hello?\n\nR: Good morning to you all.\n\n{note.replace('spring', 'autumn')}"
    (study.raw / "interviews/N.txt").write_bytes(edited.encode())
    made(study)
    found = Study(study.root).table("notes/corrections")
    assert list(found["state"]) == ["unchanged", "changed", "new"]
    assert list(found["turn_new"]) == [4, 6, 2] and found["text_old"].tolist()[1] == TWO
    corrections.remember(Study(study.root), ["N"])
    made(study)
    assert set(Study(study.root).table("notes/corrections")["state"]) == {"unchanged"}
    with pytest.raises(StudyError, match="no note X"):
        corrections.remember(Study(study.root), ["X"])


def test_a_turn_noted_before_the_gate_knew_a_name_is_shown_without_it(tmp_path):
    study = study_with(tmp_path, {"N.txt": f"Q: So?\n\nR: {ONE}\n\nQ: And?\n\nR: {TWO}\n".encode()})
    made(study)
    corrections.remember(Study(study.root), [])
    ledger = study.raw / "interviews" / corrections.LEDGER
    noted = pd.read_csv(ledger)
    noted["text"] = noted["text"].str.replace("Nobody", "Ms. Beatriz Alcantara", regex=False)
    noted["text"] = noted["text"].str.replace("the college", "Ms. Beatriz Alcantara", regex=False)
    noted.to_csv(ledger, index=False)
    (study.raw / "interviews/N.txt").write_bytes(f"Q: So?\n\nR: {ONE}\n\nQ: And?\n\nR: {TWO[:-1]}, sadly.\n".encode())
    made(study)
    found = Study(study.root).table("notes/corrections")
    assert list(found["state"]) == ["unchanged", "changed"]
    assert not found["text_old"].str.contains("Alcantara").any()
    assert found["text_old"][0] == ONE and "[person 1] answered the phone" in found["text_old"][1]


def test_a_turn_that_now_stands_twice_elsewhere_is_not_taken_for_either():
    """Which of the two it was nobody can tell: a code must not move to one of them in silence."""
    found = states(segments(ONE, TWO, THREE), segments(TWO, THREE, ONE, ONE))
    assert (2, None, "gone") in found and {(None, 6, "new"), (None, 8, "new")} <= set(found)


def words_of_everything(study: Study) -> str:
    """Everything that stands in the study but for the note's own file, which a person deletes."""
    files = [path for path in study.root.rglob("*") if path.is_file() and path.name != "N.txt"]
    return "\n".join(path.read_bytes().decode("utf-8", errors="replace") for path in files)


def test_of_a_note_that_was_withdrawn_no_word_stays_in_tables_caches_or_the_list_of_coded_turns(tmp_path):
    notes = {"N.txt": f"Q: So?\n\nR: {ONE}\n".encode(), "O.txt": f"Q: So?\n\nR: {TWO}\n".encode()}
    study = study_with(tmp_path, notes)
    made(study)
    corrections.remember(Study(study.root), [])
    assert "college does the paperwork" in words_of_everything(study)
    manifest = study.raw / "interviews/manifest.csv"
    rows = pd.read_csv(manifest)
    rows.assign(withdrawn=rows["note_id"].eq("N").map({True: "yes", False: ""})).to_csv(manifest, index=False)
    made(Study(study.root))
    assert set(Study(study.root).table("notes/corrections")["note_id"]) == {"O"}
    corrections.remember(Study(study.root), [])
    left = words_of_everything(study)
    assert "college does the paperwork" not in left and "Nobody answered the phone" in left
