"""Who asks and who answers, from the labels and the talk; a person's word goes first."""

import pytest
from notes_helpers import study_with, turns

from pipeline.notes import transcribe
from pipeline.study import Study

ASK = ["Who are you and what do you do here?", "How did the students work out?", "What would you change?"]
ANSWER = [
    "I run the shop, nineteen years now, and before that I drove a truck up north for my uncle.",
    "Well, mostly well. One of them rebuilt the inventory in a month, and nobody had asked her to.",
    "Less paper. I would sign one form and be done with it, and so would everybody on this street.",
]


def dialogue(asks: str, answers: str, colon: str = ": ") -> bytes:
    pairs = zip(ASK, ANSWER, strict=True)
    return "\n\n".join(f"{asks}{colon}{q}\n\n{answers}{colon}{a}" for q, a in pairs).encode()


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("INT", "P1"), ("Q", "A"), ("Q", "R"), ("I", "R"), ("E", "P1"), ("Interviewer", "Participant 2"), ("Q ", "R "),
        ("Intervieweuse", "Répondante"), ("Modératrice", "P"), ("M. Gagnon", "Mme Roy"), ("Sam", "Alex Wu"),
        ("SPEAKER 1", "SPEAKER 2"),
        ("[00:01:02] INT", "[00:01:09] P1"), ("A", "B"), ("R", "P"),
    ],
)  # fmt: skip
def test_labels_of_all_kinds_give_the_right_roles(tmp_path, asks, answers):
    found = turns(study_with(tmp_path, {"N.txt": dialogue(asks, answers)}))
    assert list(found["role"]) == ["interviewer", "participant"] * 3
    assert list(found["text"]) == [part for pair in zip(ASK, ANSWER, strict=True) for part in pair]


def test_labels_on_their_own_line_with_a_time(tmp_path):
    pairs = zip(ASK, ANSWER, strict=True)
    text = "\n\n".join(f"Sam Roy  0:0{i}\n{q}\n\nAlex Wu  0:1{i}\n{a}" for i, (q, a) in enumerate(pairs))
    found = turns(study_with(tmp_path, {"N.txt": text.encode()}))
    assert list(found["speaker"]) == ["Sam Roy", "Alex Wu"] * 3
    assert list(found["role"]) == ["interviewer", "participant"] * 3


def test_lines_about_the_note_are_no_turns(tmp_path):
    head = b"Date: 2024-01-03\nInterviewer: A. Roy\nParticipant: B. Wu\nPlace: Library\n\n"
    found = turns(study_with(tmp_path, {"N.txt": head + dialogue("Interviewer", "Participant")}))
    assert len(found) == 6 and found["text"].iloc[0] == ASK[0]


def test_a_word_before_a_colon_in_the_talk_is_no_label(tmp_path):
    text = b"Q: And then?\n\nR: I said three things.\nFirst: no money.\nSecond: no time. Conclusion: none.\n\n"
    text += b"Q: So?\n\nR: So: we stopped.\n"
    found = turns(study_with(tmp_path, {"N.txt": text}))
    assert len(found) == 4
    assert found["text"].iloc[1] == "I said three things. First: no money. Second: no time. Conclusion: none."


def test_a_person_corrects_the_guess_in_the_manifest(tmp_path):
    study = study_with(tmp_path, {"N.txt": dialogue("P1", "P2")}, {"N": {"interviewer": "P2"}})
    assert list(turns(study)["role"]) == ["participant", "interviewer"] * 3
    covered = Study(study.root).table("notes/coverage").iloc[0]
    assert (covered["roles_from"], covered["look"]) == ("manifest", 0)


def test_a_guess_from_the_talk_is_told_and_one_from_labels_is_not(tmp_path):
    doubtful = dialogue("Sam", "Alex").replace(b"?", b".", 1) + b"\n\nAlex: Why do you ask?\n\nAlex: Well?"
    study = study_with(tmp_path, {"N.txt": doubtful, "M.txt": dialogue("Q", "R")})
    transcribe.run(study)
    message = Study(study.root).table("notes/status").set_index("note_id")["message"].fillna("")
    assert "manifest" in message["N"] and message["M"] == ""


def test_a_note_with_one_speaker(tmp_path):
    text = "\n\n".join(f"P1: {answer}" for answer in ANSWER)
    found = turns(study_with(tmp_path, {"N.txt": text.encode()}))
    assert list(found["role"]) == ["participant"] * 3


def test_a_note_with_no_question(tmp_path):
    text = "\n\n".join(f"P{1 + i % 2}: {answer}" for i, answer in enumerate(ANSWER))
    study = study_with(tmp_path, {"N.txt": text.encode()})
    assert set(turns(study)["role"]) == {"participant"}
    assert "nobody seems to ask" in Study(study.root).table("notes/status")["message"].iloc[0]


def test_a_note_without_labels(tmp_path):
    text = "\n\n".join(part for pair in zip(ASK, ANSWER, strict=True) for part in pair)
    found = turns(study_with(tmp_path, {"N.txt": text.encode()}))
    assert list(found["role"]) == ["interviewer", "participant"] * 3
    assert found["speaker"].isna().all()


def test_a_focus_group_keeps_its_participants_apart(tmp_path):
    text = f"M: {ASK[0]}\n\nR1: {ANSWER[0]}\n\nR2: {ANSWER[1]}\n\nM: {ASK[2]}\n\nR1: {ANSWER[2]}\n\nR3: Same.\n"
    found = turns(study_with(tmp_path, {"N.txt": text.encode()}))
    assert list(found["speaker"]) == ["M", "R1", "R2", "M", "R1", "R3"]
    assert list(found["role"] == "interviewer") == [True, False, False, True, False, False]


def test_a_withdrawn_note_leaves_nothing(tmp_path):
    notes = {"N.txt": dialogue("Q", "R"), "M.txt": dialogue("Q", "R")}
    study = study_with(tmp_path, notes, {"N": {"withdrawn": "yes"}, "M": {"withdrawn": ""}})
    assert set(turns(study)["note_id"]) == {"M"}
    status = Study(study.root).table("notes/status").set_index("note_id")["status"]
    assert status.to_dict() == {"N": "withdrawn", "M": "read"}
    (study.raw / "interviews" / "N.txt").unlink()
    assert set(turns(study)["note_id"]) == {"M"}
