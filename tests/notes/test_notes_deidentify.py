"""What identifies somebody goes, what identifies nobody stays, and one person has one pseudonym."""

import pandas as pd
import pytest
from notes_helpers import segments, study_with

from pipeline.notes import deidentify, transcribe
from pipeline.study import Study, StudyError, fingerprint, read_csv

MILL = """Q: Thanks for joining us, Beatriz. Where is the mill?

R: Beatriz Alcantara-Moss, plant manager at Ironwood Pulp in Kapuskasing, Ontario. Wes, my maintenance lead, came over from Bluewater Credit Union. Mr. Pettigrew hired me.

Q: And the students, Beatriz?

R: They come from Northern Lights College. E-mail kwame.boateng@ironwood.example or call (705) 555-0133, he is @mill_town on Instagram. In March we all moved to Zoom and Excel. The French ones were good. Northern Lights sends us four a year. Instagram: boring. My insta: jadeouellet.
"""  # noqa: E501
COOP = """E : Bonjour, Madame Fortin-Labelle. Parlez-moi de la coopérative.

R : La Coopérative forestière du Nordet est à Amos. Aïcha, notre stagiaire, vient de Dakar, au Sénégal. Mon collègue Bertrand s'en occupe.

E : Et Bertrand, qu'en pense-t-il?

R : Il trouve ça bien. Nous travaillons avec l'École des métiers de la Vallée. Appelez-le au 819 555-0144, ou à lucie@nordet.example.
"""  # noqa: E501
LAST = """R: The Redwater Rail Company came first, we thought.

Q: Why?

R: Trains.
"""
GONE = [
    "Beatriz", "Alcantara", "Ironwood", "Kapuskasing", "Wes", "Bluewater", "Pettigrew", "Northern Lights", "kwame",
    "555", "mill_town", "Fortin", "Nordet", "Amos", "Aïcha", "Dakar", "Bertrand", "Vallée", "lucie", "jadeouellet",
]  # fmt: skip
KEPT = ["Ontario", "Redwater Rail Company", "Zoom", "Excel", "French", "March", "Sénégal", "Instagram", "boring"]


@pytest.fixture(scope="module")
def passed(tmp_path_factory) -> Study:
    notes = {"MILL.txt": MILL.encode(), "COOP.txt": COOP.encode(), "LAST.txt": LAST.encode()}
    keep = [["Ontario"], ["Redwater Rail Company"]]
    study = study_with(tmp_path_factory.mktemp("gate"), notes, {"COOP": {"language": "fr"}}, keep=keep)
    segments(study)
    return Study(study.root)


def everything(study: Study) -> str:
    found = study.table("notes/segments")
    return " ".join([*found["text"], *found["question"].fillna("")])


def test_a_note_that_opens_with_an_answer_takes_no_question_of_another(passed):
    found = passed.table("notes/segments").set_index("note_id")["question"]
    assert found["LAST"].fillna("").tolist() == ["", "Why?"]


@pytest.mark.parametrize("name", GONE)
def test_what_identifies_somebody_is_gone(passed, name):
    assert name not in everything(passed)


@pytest.mark.parametrize("name", KEPT)
def test_what_identifies_nobody_stays(passed, name):
    assert name in everything(passed)


def test_pseudonyms_say_the_kind_and_one_person_has_one(passed):
    found = passed.table("notes/segments").set_index("segment_id")
    first, question = found.at["MILL#2", "text"], found.at["MILL#4", "question"]
    assert first.startswith("[person 1], plant manager at [organisation 1] in [place 1]")
    assert question == "And the students, [person 1]?"
    key = read_csv(passed.private / "key.csv")
    named = dict(zip(key["name"], key["pseudonym"], strict=True))
    assert named["Beatriz"] == named["Beatriz Alcantara-Moss"]
    assert named["Northern Lights"] == named["Northern Lights College"]
    assert "[e-mail 1]" in found.at["MILL#4", "text"] and "[phone 1]" in found.at["MILL#4", "text"]


def test_segments_are_the_participants_turns_with_their_question_and_raw_fingerprint(passed):
    found, raw = passed.table("notes/segments"), passed.table("notes/turns")
    assert list(found["segment_id"]) == ["MILL#2", "MILL#4", "COOP#2", "COOP#4", "LAST#1", "LAST#3"]
    spoken = raw[raw["role"] == "participant"]
    assert list(found["fingerprint"]) == [fingerprint(text) for text in spoken["text"]]
    assert list(found["stakeholder"]) == ["employer"] * 6


def test_a_new_note_renumbers_nobody_and_a_withdrawn_one_leaves_the_key(passed, tmp_path):
    new = b"Q: Who?\n\nR: I'm Oluwaseun Adebayo, from Rivermouth Foods in Hearst.\n"
    notes = {"AAA.txt": new, "MILL.txt": MILL.encode()}
    study = study_with(tmp_path, {"MILL.txt": MILL.encode()})
    before = segments(study).set_index("segment_id")["text"]
    again = study_with(tmp_path / "again", notes)
    (again.root / "private").mkdir()
    (again.root / "private/key.csv").write_bytes((study.private / "key.csv").read_bytes())
    after = segments(again).set_index("segment_id")["text"]
    assert after[before.index].to_dict() == before.to_dict()
    assert "Adebayo" not in after["AAA#2"]

    manifest = again.raw / "interviews/manifest.csv"
    frame = pd.read_csv(manifest).assign(withdrawn=["yes", ""])
    frame.to_csv(manifest, index=False)
    assert segments(again).set_index("segment_id")["text"].to_dict() == before.to_dict()
    assert "Adebayo" not in (again.private / "key.csv").read_text()


def test_two_people_of_one_first_name_are_told_apart_by_note(tmp_path):
    one = b"Q: Who?\n\nR: I'm Marisol Quintero, I weld. Ask Marisol anything.\n"
    two = b"Q: Who?\n\nR: I'm Marisol Bjornstad, I paint. Ask Marisol anything.\n"
    found = segments(study_with(tmp_path, {"A.txt": one, "B.txt": two}))["text"]
    assert found[0] == "I'm [person 1], I weld. Ask [person 1] anything."
    assert found[1] == "I'm [person 2], I paint. Ask [person 2] anything."


def test_a_first_name_that_two_people_have_is_nobody_s_where_neither_is_named(tmp_path):
    one = b"Q: Who?\n\nR: I'm Marisol Quintero, I weld.\n"
    two = b"Q: Who?\n\nR: I'm Marisol Bjornstad, I paint.\n"
    three = b"Q: Who?\n\nR: I weld too. Ask Marisol anything.\n"
    found = segments(study_with(tmp_path, {"A.txt": one, "B.txt": two, "C.txt": three}))["text"]
    people = [text.partition("[person ")[2].partition("]")[0] for text in found]
    assert all(people) and len(set(people)) == 3  # a third person: which of the two is meant cannot be known


def test_names_used_as_speaker_labels_go_too(tmp_path):
    text = b"Sam Okoye: Who are you?\n\nLiesel Brandt: I fix boats.\n\n"
    text += b"Sam Okoye: Where?\n\nLiesel Brandt: Here. Liesel's boats.\n"
    found = segments(study_with(tmp_path, {"N.txt": text}))
    assert found["speaker"].nunique() == 1 and found["speaker"].str.fullmatch(r"\[person \d\]").all()
    assert "Liesel" not in " ".join(found["text"])


def test_only_the_kinds_asked_for_are_replaced(tmp_path):
    found = segments(study_with(tmp_path, {"N.txt": MILL.encode()}, kinds=["person", "phone"]))["text"].str.cat()
    assert "Ironwood Pulp" in found and "Kapuskasing" in found and "Beatriz" not in found and "555" not in found


def test_the_replace_list_catches_what_rules_miss_in_its_own_words(tmp_path):
    study = study_with(
        tmp_path, {"N.txt": b"Q: Who?\n\nR: We call it the old creamery, near big blue.\n"}, replace="names.csv"
    )
    (study.raw / "names.csv").write_text(
        "name,kind,replacement\nold creamery,place,[a building]\nbig blue,organisation,\n"
    )
    assert list(segments(study)["text"]) == ["We call it the [a building], near [organisation 1]."]


def test_mistakes_in_the_settings_are_told(tmp_path):
    study = study_with(tmp_path, {"N.txt": MILL.encode()}, kinds=["people"])
    transcribe.run(study)
    with pytest.raises(StudyError, match=r"people is no kind"):
        deidentify.run(study)
    study = study_with(tmp_path / "b", {"N.txt": MILL.encode()}, replace="absent.csv")
    transcribe.run(study)
    with pytest.raises(StudyError, match=r"replace-list is not there"):
        deidentify.run(study)


def test_open_answers_pass_the_same_gate_and_a_survey_alone_runs(tmp_path):
    study = study_with(tmp_path, {})
    said = "Ask Thandiwe Mokoena at thandiwe@x.example."
    answers = pd.DataFrame({"record_id": ["R1"], "variable": ["comment"], "language": ["en"], "text": [said]})
    cleaned = pd.DataFrame({"record_id": ["R1", "R2"], "size": ["a", "b"], "flag_x": [0, 1], "weight": [1.0, 1.0]})
    with study.writing() as out:
        out.table("survey/answers", answers)
        out.table("survey/cleaned", cleaned)
    deidentify.run(study)
    study = Study(study.root)
    assert list(study.table("survey/open_answers")["text"]) == ["Ask [person 1] at [e-mail 1]."]
    respondents = study.table("survey/respondents")
    assert list(respondents.columns) == ["record_id", "size", "comment", "flag_x", "weight"]
    assert respondents["comment"].tolist()[0] == "Ask [person 1] at [e-mail 1]." and len(respondents) == 2
    assert study.table("notes/segments").empty


def test_two_runs_give_the_same_bytes(tmp_path):
    made = []
    for folder in ("a", "b"):
        study = study_with(tmp_path / folder, {"MILL.txt": MILL.encode(), "COOP.txt": COOP.encode()})
        segments(study)
        files = ["processed/notes/segments.csv", "processed/notes/segments.parquet", "private/key.csv"]
        made.append([(study.root / file).read_bytes() for file in files])
    assert made[0] == made[1]


def test_a_changed_note_is_read_alone(tmp_path, monkeypatch):
    from pipeline.notes import deidentifier

    notes = {"MILL.txt": MILL.encode(), "COOP.txt": COOP.encode()}
    study = study_with(tmp_path, notes)
    segments(study)
    read, named, shaped = [], [], []
    inner_read, inner_names, inner = transcribe.read_note, deidentifier.sighted, deidentifier.shapes
    monkeypatch.setattr(
        transcribe, "read_note", lambda note, *rest: read.append(note.path.name) or inner_read(note, *rest)
    )
    monkeypatch.setattr(deidentifier, "sighted", lambda texts, *rest: named.extend(texts) or inner_names(texts, *rest))
    monkeypatch.setattr(deidentifier, "shapes", lambda text: shaped.append(text) or inner(text))
    (study.raw / "interviews/MILL.txt").write_bytes(MILL.replace("four a year", "five a year").encode())
    segments(study)
    assert read == ["MILL.txt"]
    assert len(named) == 4 and "five a year" in named[-1].text
    assert len(shaped) == 4 and "five a year" in shaped[-1]
