"""People whom the head of a note or the manifest names are looked for in every note, not in their own alone."""

import pytest
from notes_helpers import study_with

from pipeline.notes import deidentify, transcribe
from pipeline.notes.passages import Aside
from pipeline.notes.who_was_there import people
from pipeline.study import Study

HEAD = "Participant: Siobhan al-Rashid\nInterviewer: Dana Whitfield\nPlace: Fire hall\n\n"
NOTE = "I: How did it go?\n\nSR: It went well enough.\n\nI: And then?\n\nSR: We stopped.\n"
OTHER = "I: Who else?\n\nP: It never works. You should talk to Siobhan al-Rashid.\n\nI: Why?\n\nP: She knows.\n"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Participants: Ana Roy, Bo Wu and Cy Dunn", ["Ana Roy", "Bo Wu", "Cy Dunn"]),
        ("Répondante : Inès Côté", ["Inès Côté"]),
        ("Realizada por: Lucía Paredes", ["Lucía Paredes"]),
        ("Place: Saint John", []),
        ("Date of the interview: 3 May 2024", []),
    ],
)
def test_the_facts_of_a_head_name_its_people(line, named):
    assert people([Aside(line, "facts")]) == named


def test_a_name_at_the_head_of_one_note_is_replaced_in_another(tmp_path):
    study = study_with(tmp_path, {"N.txt": (HEAD + NOTE).encode(), "M.txt": OTHER.encode()})
    transcribe.run(study)
    deidentify.run(Study(study.root))
    study = Study(study.root)
    assert set(study.table("notes/present")["name"]) == {"Siobhan al-Rashid", "Dana Whitfield"}
    assert "Rashid" not in " ".join(study.table("notes/segments")["text"])


def test_somebody_at_the_head_who_speaks_once_is_a_speaker(tmp_path):
    said = [("Kofi", "Ten dollars a day."), ("Trish", "We waited."), ("Kofi", "I called them."), ("Trish", "So did I.")]
    lines = [f"{name}: {words}" for name, words in [*said[:2], ("Arun", "A neighbour told me."), *said[2:], *said]]
    text = "Facilitator: Claire Hynes\nParticipants: Kofi, Trish, Arun\nFacilitator: What of fees?\n" + "\n".join(lines)
    study = study_with(tmp_path, {"FG1.txt": text.encode()})
    transcribe.run(study)
    assert "Arun" in set(Study(study.root).table("notes/turns")["speaker"])
