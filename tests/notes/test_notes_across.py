"""Who asks, told across the notes where a note's own talk leaves it a guess."""

import random

from notes_helpers import study_with

from pipeline.notes import transcribe
from pipeline.notes.coverage import Account
from pipeline.study import Study

HOSTS = ["Odalys Brannock", "Teun Marchetti"]
GUESTS = ["Ama Roy", "Bo Wu", "Cy Dunn", "Di Falk", "Ed Gray", "Flo Hart", "Gus Ito", "Hal Jones", "Ivy King", "Jo Lim"]
ASKED = ["How did you come to it?", "Tell me about the first year.", "And the costs?", "What would you change?"]
PROMPTED = ["Mm-hmm. Go on.", "Could you say a bit more about that?", "What happened then?"]
SAID = ["It was slow at first, you know?", "My brother did it before me, for nine years.", "Less paper, I'd say."]
SAID += [
    "We carry the water up by hand.",
    "Would you wait two years for a permit? I did.",
    "Nobody asked us, did they?",
]


def desk(hosts: list[str]) -> dict[str, bytes]:
    """Ten notes in which people speak with both hosts, or with one of them in turn; guests ask back."""
    draw, notes = random.Random(len(hosts)), {}
    for number, guest in enumerate(GUESTS):
        asking = hosts if len(hosts) > 1 and number % 2 else [hosts[number % len(hosts)]]
        lines = []
        for question in ASKED:
            lines += [f"{asking[0]}: {question}", f"{guest}: {draw.choice(SAID)} {draw.choice(SAID)}"]
            lines += [f"{asking[-1]}: {draw.choice(PROMPTED)}", f"{guest}: {draw.choice(SAID)}"]
        notes[f"N{number}.txt"] = "\n\n".join(lines).encode()
    return notes


def read(tmp_path, notes: dict[str, bytes]):
    study = study_with(tmp_path, notes)
    transcribe.run(study)
    return Study(study.root)


def right(turns) -> float:
    """The share of turns whose role is the true one."""
    return float(((turns["role"] == "interviewer") == turns["speaker"].isin(HOSTS)).mean())


def test_two_who_ask_in_all_notes_ask_in_each_of_them(tmp_path, monkeypatch):
    study = read(tmp_path / "across", desk(HOSTS))
    status, covered = study.table("notes/status"), study.table("notes/coverage")
    assert right(study.table("notes/turns")) == 1
    assert set(covered["roles_from"]) == {"notes"} and not covered["look"].any()
    assert status["message"].str.contains("guessed across the notes").all()
    assert not status["message"].str.contains("|".join([*HOSTS, *GUESTS])).any()
    monkeypatch.setattr(transcribe, "tell_across", lambda results: None)
    assert right(read(tmp_path / "alone", desk(HOSTS)).table("notes/turns")) <= 0.95  # each note for itself


def test_a_note_with_nothing_to_look_at_says_who_asks_across_the_notes_too(tmp_path):
    notes = {
        f"N{number}.txt": "\n\n".join(f"{HOSTS[0]}: {q}\n\n{guest}: {SAID[0][:-11]}. {SAID[1]}" for q in ASKED).encode()
        for number, guest in enumerate(GUESTS)
    }
    study = read(tmp_path, notes)
    covered, status = study.table("notes/coverage"), study.table("notes/status")
    assert set(covered["roles_from"]) == {"notes"} and not covered["look"].any()
    assert status["message"].str.fullmatch("Who asks was guessed across the notes: .*").all()


def test_what_else_a_message_says_stays_whole():
    assert transcribe.told_anew("Drafted by a machine.", "", "Who asks.") == "Who asks. Drafted by a machine."
    assert transcribe.told_anew("Drafted. To look.", "To look.", "Who asks.") == "Drafted. Who asks."


def test_somebody_who_asks_here_and_answers_there_settles_nothing(tmp_path):
    notes = desk(HOSTS[:1])
    notes["Z.txt"] = "\n\n".join(
        f"Zoe Ash: {a}\n\n{HOSTS[0]}: {b}." for a, b in zip(ASKED, GUESTS, strict=False)
    ).encode()
    covered = read(tmp_path, notes).table("notes/coverage")
    assert set(covered["roles_from"]) == {"talk"} and covered["look"].sum() > len(covered) / 2


def test_letters_are_other_people_in_each_note(tmp_path):
    notes = {name: text.replace(HOSTS[0].encode(), b"K") for name, text in desk(HOSTS[:1]).items()}
    assert "notes" not in set(read(tmp_path, notes).table("notes/coverage")["roles_from"])


def test_labels_and_times_are_no_words_that_the_turns_have_lost():
    assert Account("labels", 1.0, 100, 70, {"labels": 10, "stamps": 20}).share == 1.0
    assert Account("labels", 1.0, 100, 70, {"remarks": 30}).share == 0.7
