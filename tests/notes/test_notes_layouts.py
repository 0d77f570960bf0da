"""Notes in the layouts that programs and people write: whose words are whose, and what becomes of the rest."""

import random
import re

import pytest
import typst
from drawn_layouts import table_file, text_file, word_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notes_helpers import study_with, turns

from pipeline.notes import note_reading as reading
from pipeline.notes import preview, transcribe
from pipeline.notes.manifest import Note
from pipeline.notes.passages import words
from pipeline.study import Study, StudyError

ASK, ANSWER = "How long did the thaw take?", "Six weeks, and two of them under water: nobody slept."


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    return study_with(tmp_path_factory.mktemp("layouts"), {})


def read(study: Study, content: str | bytes, name: str = "N.txt", **known) -> reading.NoteRead:
    path = study.raw / "interviews" / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    note = Note("N", name, path, "employer", "North", "", known.get("asks", []), known.get("answers", []), False)
    return reading.read_note(note, name, study)


def said(found: reading.NoteRead) -> list[tuple[str | None, str]]:
    return [(turn.speaker, " ".join(turn.text.split())) for turn in found.turns]


@pytest.mark.parametrize(
    "head",
    ["Date : 3 mai 2024   Lieu : Matane   Réalisée par : Sophie Caron", "Interviewer: Sophie Caron\nDate: 3 May"],
)
def test_who_the_head_says_asked_is_no_guess(study, head):
    talk = f"Sophie Caron: {ASK}\n\nIda Roy: {ANSWER}\n\n"
    found = read(study, f"Talk with Ida Roy\n\n{head}\n\n" + talk * 3)
    assert (found.roles.how, found.roles.interviewer, found.account.looks) == ("head", ["Sophie Caron"], ())


def test_who_it_is_in_brackets_after_a_usual_label_belongs_to_the_label(study):
    found = read(study, f"Interviewer 1 (LM): {ASK}\nCook: {ANSWER}\nInterviewer 2 (OD): {ASK}\nCook: {ANSWER}\n" * 2)
    assert said(found)[:3] == [("Interviewer 1", ASK), ("Cook", ANSWER), ("Interviewer 2", ASK)]


def test_a_legend_on_one_line_is_no_turn_and_says_who_asks(study):
    found = read(study, "M: moderator / L: librarian\n\n" + f"M: {ASK}\nL: {ANSWER}\n" * 3)
    assert said(found)[0] == ("M", ASK) and found.roles.interviewer == ["M"]


def test_a_legend_goes_on_below_in_another_form(study):
    found = read(study, "M: moderator / L: librarian\nK - keeper\n\n" + f"M: {ASK}\nL: {ANSWER}\n" * 3)
    assert said(found)[0] == ("M", ASK) and "K - keeper" in [one.text for one in found.aside if one.reason == "facts"]


def test_two_labels_that_open_the_paragraphs_are_people_though_nobody_knows_them(study):
    talk = [
        "Archivist: You kept a log of the ship. Would you read me a page?",
        "Stoker: If I can find it. Here it is.\nMorning: no wind, two sails in the hold.\nNoon: soup.",
        "Archivist: What did you put down on the last day?",
        "Stoker: Only this. Result: home again. Gain: four pence.",
        "Archivist: How did the cook see it?",
        "Stoker: He made a list on the door.\nOwed: the grocer, the coal.\nPaid: the doctor.",
        "Archivist: Did you think of going back?",
        "Stoker: I did not. Question: would I again? Answer: ask me on a full stomach.",
    ]
    assert [speaker for speaker, _ in said(read(study, "\n\n".join(talk)))] == ["Archivist", "Stoker"] * 4


def test_the_first_line_of_notes_that_goes_on_below_is_no_title(study):
    notes = "The director of the museum received me in the\nengine room, which is her office. She described the\nwhole."
    assert " ".join(text for _, text in said(read(study, notes))).startswith("The director")


# ---- drawn at random


def right_words(found: reading.NoteRead, meant: list) -> tuple[int, int]:
    """(words of the participants that arrive in their own turns, words that the participants said)."""
    got: dict[str, list[str]] = {}
    for turn in found.turns:
        if turn.role == "participant":
            got.setdefault(_letters(turn.speaker), []).extend(re.findall(r"\w+", turn.text))
    right = total = 0
    for turn in meant:
        own = re.findall(r"\w+", turn.text) if turn.role == "participant" else []
        total += len(own)
        for word in own:
            there = got.get(_letters(turn.speaker), [])
            if word in there:
                there.remove(word)
                right += 1
    return right, total


def _letters(label: str | None) -> str:
    return re.sub(r"[\W_]+", "", label or "").lower()


@pytest.mark.parametrize(
    ("make", "name", "draws"),
    [
        (lambda rng: text_file(rng, "words"), "N.txt", 120),
        (lambda rng: text_file(rng, "names"), "N.txt", 60),
        (table_file, "N.docx", 6),
        (word_file, "N.docx", 6),
    ],
    ids=["usual labels", "names", "tables", "Word"],
)
def test_a_mixture_of_layouts_drawn_at_random_is_read_back(study, make, name, draws):
    right = total = 0
    for draw in range(draws):
        what, content, meant, _ = make(random.Random(draw))
        found = read(study, content, name)
        own_right, own = right_words(found, meant)
        right, total = right + own_right, total + own
        assert own_right == own or found.account.looks, what  # never wrong in silence
    assert right / total >= 0.99


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.sampled_from(["words", "names"]))
def test_every_word_of_a_file_is_in_a_turn_or_set_aside(study, seed, named):
    _, content, _, _ = text_file(random.Random(seed), named)
    account = read(study, content).account
    assert account.words_turns + account.words_set_aside == account.words_file == words(content.decode())


def test_times_are_no_words_and_open_their_turns(study):
    for seed in range(50):
        what, content, meant, timed = text_file(random.Random(seed), "words")
        found = read(study, content)
        if timed and len(found.turns) == len(meant):
            starts = [turn.start_s and int(turn.start_s) for turn in found.turns]
            assert starts == [turn.start_s for turn in meant], what


# ---- who asks


@pytest.mark.parametrize(
    "asks", ["Interviewer", "Moderator", "Animatrice", "INT", "Q", "Enquêteur·rice", "Interveiwer"]
)
@pytest.mark.parametrize("answers", ["Odalys", "Foreman", "K.", "Mme Brisebois"])
def test_a_usual_label_of_the_asking_side_settles_who_asks(study, asks, answers):
    talk = "\n\n".join(f"{asks}: Go on, then.\n\n{answers}: Why? Must I?" for _ in range(3))
    found = read(study, talk)
    assert [turn.role for turn in found.turns] == ["interviewer", "participant"] * 3
    assert found.roles.how == "labels" and found.account.looks == ()


def test_the_head_of_a_note_may_say_who_asks(study):
    found = read(study, f"Conducted by: Odalys Brun\n\nOB: Go on.\n\nTK: {ANSWER}\n\nOB: And?\n\nTK: No.\n")
    assert [turn.role for turn in found.turns] == ["interviewer", "participant"] * 2
    assert found.roles.how == "head" and found.account.looks == ()


def test_a_guess_is_marked_and_a_persons_word_settles_it(study):
    talk = "\n\n".join(f"Odalys: {ASK}\n\nTeun: {ANSWER}" for _ in range(2))
    guessed = read(study, talk)
    assert [turn.role for turn in guessed.turns] == ["interviewer", "participant"] * 2
    assert "guessed" in guessed.account.looks[0]
    settled = read(study, talk, asks=["Teun"])
    assert [turn.role for turn in settled.turns] == ["participant", "interviewer"] * 2
    assert settled.account.looks == ()


def test_a_moderator_without_a_usual_label_is_everybodys_neighbour(study):
    rounds = [
        ("Teun", "I liked the boat. Did you?"),
        ("Ines", "Did I? The crates were heavy."),
        ("Wim", "So were mine."),
    ]
    talk = [("Odalys", "Welcome, everybody. Tell me how the season went.")]
    for number in range(3):
        talk += [*rounds, ("Odalys", f"Thank you. Teun, let's turn to topic {number}.")]
    found = read(study, "\n\n".join(f"{name}: {text}" for name, text in talk))
    assert {turn.speaker for turn in found.turns if turn.role == "interviewer"} == {"Odalys"}


def test_two_who_speak_at_once_and_remarks_in_labels(study):
    text = f"INT: {ASK}\nP1 & P2: Yes!\nP1 [overlapping]: {ANSWER}\nINT: Go on.\nP2 (cont'd): No.\nP1: {ANSWER}\n"
    assert [speaker for speaker, _ in said(read(study, text))] == ["INT", "P1 & P2", "P1", "INT", "P2", "P1"]


def test_beside_a_whole_word_a_letter_with_a_number_answers(study):
    """`M2` is the second man of a group whose moderator is `MOD`."""
    found = read(study, f"MOD: {ASK}\nF1: {ANSWER}\nM2: Late.\nMOD: And?\nM3: She knows us.\nM2: She does.\n")
    assert {turn.speaker for turn in found.turns if turn.role == "interviewer"} == {"MOD"}


@pytest.mark.parametrize("who", ["Interpreter", "Mother", "Voisine", "Notetaker"])
def test_somebody_else_who_speaks_once_keeps_their_words(study, who):
    text = f"Interviewer: {ASK}\nInterviewee: Yes.\n{who}: They left.\nInterviewer: And?\nInterviewee: {ANSWER}\n"
    assert (who, "They left.") in said(read(study, text))


@pytest.mark.parametrize("label", ["#Interviewer# ", "#Teun#: "])
def test_labels_between_hashes(study, label):
    text = "\n".join(label.replace("Teun", who).replace("Interviewer", who) + words
                     for who, words in [("Interviewer", ASK), ("Teun", ANSWER)] * 2)  # fmt: skip
    assert said(read(study, text)) == [("Interviewer", ASK), ("Teun", ANSWER)] * 2


def test_numbered_voices_in_the_list_of_those_present_say_nothing(study):
    text = f"SPEAKERS\nSpeaker 1, Speaker 2\n\nSpeaker 1  0:04\n{ASK}\n\nSpeaker 2  0:09\n{ANSWER}\n\n" * 1
    found = read(study, text + f"Speaker 1  0:21\n{ASK}\n\nSpeaker 2  0:25\n{ANSWER}\n")
    assert said(found) == [("Speaker 1", ASK), ("Speaker 2", ANSWER)] * 2


@pytest.mark.parametrize("stamp", [" [00:00:{n}-5]", " #00:00:{n}-5#", " (9:{n} AM)", " (9:{n} p.m.)"])
def test_no_stamp_stays_in_the_words(study, stamp):
    text = "".join(
        f"{who}: {words}{stamp.format(n=10 + n)}\n" for n, (who, words) in enumerate([("I", ASK), ("B", ANSWER)] * 2)
    )
    assert [words for _, words in said(read(study, text))] == [ASK, ANSWER] * 2


# ---- what is not speech


def test_a_list_inside_an_answer_is_nobody(study):
    text = f"I: {ASK}\n\nR: Two things.\n\nFor: it was quick.\n\nAgainst: it was cold.\n\nI: And then?\n\nR: {ANSWER}\n"
    found = read(study, text)
    assert said(found)[1] == ("R", "Two things. For: it was quick. Against: it was cold.")


@pytest.mark.parametrize("one, other", [("First", "Second"), ("Strengths", "Weaknesses"), ("Premièrement", "Enfin")])
def test_what_opens_a_part_of_an_answer_is_nobody(study, one, other):
    text = f"Interviewer: {ASK}\n\nRespondent: Two.\n\n{one}: the crane.\n\n{other}: the ice.\n\nInterviewer: Why?\n"
    found = read(study, text + "\nRespondent: Just so.\n")
    assert said(found)[1] == ("Respondent", f"Two. {one}: the crane. {other}: the ice.")


@pytest.mark.parametrize(
    "head",
    [
        "Case: 17\nMode: phone\nQuality of the line: poor\n\n",
        "E = enquêteur, L = locataire\n\n",
        "E : enquêteur\nL : locataire\n\n",
    ],
)
def test_facts_and_legends_above_the_talk_are_nobody(study, head):
    found = read(study, head + f"E : {ASK}\nL : {ANSWER}\nE : Et puis ?\nL : Rien.\n")
    assert said(found) == [("E", ASK), ("L", ANSWER), ("E", "Et puis ?"), ("L", "Rien.")]


def test_a_legend_of_several_lines_tells_who_asks_though_the_other_asks_back(study):
    talk = "TW: You mentioned the oven.\n\nEB: Which one? Would you bake in it?\n\n"
    found = read(study, "TW = interviewer\nEB = owner\n\n" + talk * 3)
    assert (found.roles.interviewer, len(found.turns)) == (["TW"], 6)
    assert "who answers asks more than who asks" in found.account.looks


@pytest.mark.parametrize(
    "legend", ["SC – chercheuse\nPB – scieur", "SC : Sylvie Caron, chercheuse\nPB : Paul Bond, scieur"]
)
def test_a_legend_is_nobodys_talk_and_settles_who_asks(study, legend):
    found = read(study, f"Entretien 4\n{legend}\n\n" + f"SC : {ASK}\n\nPB : {ANSWER}\n\n" * 3)
    assert (found.roles.how, found.roles.interviewer, len(found.turns)) == ("head", ["SC"], 6)


def test_who_prompts_asks_though_the_other_asks_back(study):
    asks = ["I'd like to hear about it.", "You mentioned a clause.", "I see. Go on.", "Thank you. And afterwards?"]
    answers = [
        "Which one, the old or the new?",
        "Did I? It was long. Would anybody sign that, at night, in ten minutes?",
    ]
    found = read(study, "\n\n".join(f"TB: {asks[n]}\n\nKL: {answers[n > 0]}" for n in range(4)))
    assert (found.roles.interviewer, found.roles.sure) == (["TB"], False)


@pytest.mark.parametrize("below", ["## Field notes\n\n", "Interviewer's notes\n\n", "Notes after the interview: "])
def test_what_is_told_after_the_talk_is_nobodys_turn(study, below):
    found = read(study, f"Interviewer: {ASK}\n\nGrower: {ANSWER}\n\n" * 2 + below + "She was tired that day.", "N.md")
    assert said(found)[-1] == ("Grower", ANSWER)
    assert "tired" in found.aside[-1].text


def test_lines_below_another_heading_are_told(study):
    talk = f"Interviewer: {ASK}\n\nGrower: {ANSWER}\n\n" * 2
    found = read(study, talk + "## The village\n\nThere are nine houses.", "N.md")
    assert "1 lines stand below a heading after the last speaker" in found.account.looks


@pytest.mark.parametrize("form", ["{} · {}", "{} • {}"])
def test_a_dot_between_label_and_talk(study, form):
    found = read(study, "\n\n".join([form.format("Ann", ASK), form.format("Marek", ANSWER)] * 3))
    assert said(found)[:2] == [("Ann", ASK), ("Marek", ANSWER)]


def test_initials_with_stops_open_turns(study):
    assert said(read(study, f"A.R. {ASK}\n\nM.D. {ANSWER}\n\n" * 3))[1] == ("M.D.", ANSWER)


def test_times_with_frames_are_times(study):
    found = read(
        study, f"00;00;01;12 - 00;00;07;00\nAnn Roy\n{ASK}\n\n00;01;08;02 - 00;01;20;00\nMarek\n{ANSWER}\n\n" * 2
    )
    assert [(turn.speaker, turn.start_s) for turn in found.turns[:2]] == [("Ann Roy", 1.0), ("Marek", 68.0)]


@pytest.mark.parametrize("label", ["Ferry hand", "Care worker"])
def test_who_somebody_is_may_stand_on_its_own_line(study, label):
    found = read(study, f"Interviewer\n    {ASK}\n{label}\n    It was long.\n    Very long.\n" * 3)
    assert said(found)[:2] == [("Interviewer", ASK), (label, "It was long. Very long.")]


def test_initials_that_are_also_a_remark_are_somebody_where_they_come_often(study):
    found = read(study, f"NB: {ASK}\n\nTW: {ANSWER}\n\n" * 3)
    assert found.roles.interviewer == ["NB"]
    one = read(study, f"Interviewer: {ASK}\n\nGrower: {ANSWER}\nNB: never again.\n\n" * 2)
    assert {speaker for speaker, _ in said(one)} == {"Interviewer", "Grower"}


@pytest.mark.parametrize(
    ("odd", "doubt"),
    [
        (f"Interviewer: {ASK}\nSix weeks it took us.\n\n", "may be the answers"),
        (f"Interviewer: {ASK}\n\nGrower: {ANSWER}\n\nHe left.\n\n", "one turn goes on below, as no other does"),
        (f"Interviewer: {ASK}\n\nRespondent, It went on : {ANSWER}\n\n", "longer than their speakers' others"),
        (f"Interviewer: {ASK}\nGrower It went on.\n\n", "hold a speaker's label"),
        (f"Grower: {ANSWER}\n\n", "1 speakers seem to speak twice in a row"),
        (f"Interviewer: {ASK}\nValley Study, Grower 5\n\nGrower: {ANSWER}\n\n", "short lines without a stop"),
        (f"Interviewer: {ASK}\n\nGrower: It was long. Interviewer: And then? It went.\n\n", "hold a speaker's label"),
        (f"Interviewer: {ASK}\n\nGrower: {ANSWER}\nDid you sleep?\nNo.\n\n", "inside answers ask somebody"),
    ],
)
def test_a_lost_label_and_a_line_too_many_are_told(study, odd, doubt):
    who = "Respondent" if "Respondent" in odd else "Grower"
    clean = f"Interviewer: {ASK}\n\n{who}: {ANSWER}\n\n" * 3
    assert not read(study, clean).account.looks
    assert any(doubt in look for look in read(study, clean + odd + clean).account.looks)


def test_a_label_met_once_among_facts_is_nobodys_turn(study):
    head = "Enquêtée : Lise, 44 ans, mère de deux enfants\nLieu : chez elle\n\n"
    found = read(study, head + f"Enquêtrice : {ASK}\n\nLise : {ANSWER}\n\n" * 3)
    assert said(found)[0] == ("Enquêtrice", ASK)


def test_a_fact_inside_a_turn_is_told(study):
    talk = f"Interviewer: {ASK}\n\nGrower: {ANSWER}\n\n"
    looks = read(study, talk * 2 + f"Interviewer: {ASK}\n\nGrower: {ANSWER}\nConsent: signed\n\n" + talk).account.looks
    assert any("look like facts about the note" in look for look in looks)


def test_a_title_with_the_pages_number_is_nobodys_talk(study):
    talk = f"Interviewer: {ASK}\n\nGrower: {ANSWER}\n\n" * 2
    found = read(study, "".join(f"SCHOOL CLOSURES     page {n}\n\n{talk}" for n in (1, 2)))
    assert not any("CLOSURES" in text for _, text in said(found))


def test_a_sentence_set_aside_as_a_heading_is_told(study):
    talk = f"Interviewer: {ASK}\n\nGrower: {ANSWER}\n\n" * 2
    looks = read(study, talk + "## I never thought that it would be so cold.\n\n" + talk, "N.md").account.looks
    assert "1 lines set aside look like speech" in looks


def test_what_an_owner_writes_below_the_talk_is_no_doubt(study):
    talk = f"Interviewer: {ASK}\n\nGrower: {ANSWER}\n\n" * 2
    assert not read(study, talk + "© Harbour Voices, 2024. All rights reserved.").account.looks


def test_a_person_with_another_letter_is_another_person(study):
    talk = f"Facilitator: {ASK}\nParticipant A: One.\nParticipant B: Two.\n" * 3 + "Participant C: Three.\n"
    assert said(read(study, talk))[-1] == ("Participant C", "Three.")


def test_letters_typed_close_to_a_dash_open_turns(study):
    found = read(study, "q - how did it go\na- slowly, for a year\nq- and then\na - better\n")
    assert [speaker for speaker, _ in said(found)] == ["q", "a", "q", "a"]


def test_what_a_program_writes_below_its_mark_of_the_end_is_nobodys(study):
    end = "Part 1 of 1 [End of transcript]\n\nOrder your own at www.example.org"
    found = read(study, f"Speaker 1: {ASK}\n\nSpeaker 2: {ANSWER}\n\n" * 2 + end)
    assert said(found)[-1] == ("Speaker 2", ANSWER)


def test_who_answers_initials_is_somebody_in_lines_without_gaps(study):
    found = read(study, f"SK: {ASK}\nResident: It rained.\nAll night,\nand then\nit held.\n" * 4)
    assert {speaker for speaker, _ in said(found)} == {"SK", "Resident"}


def test_days_and_the_like_inside_an_answer_are_nobody(study):
    text = f"Intervieweuse : {ASK}\nLocataire : Voilà.\n"
    text += "Lundi : fermé.\nMardi : de neuf à midi.\nIntervieweuse : Oui ?\nLocataire : Oui.\n"
    assert said(read(study, text))[1] == ("Locataire", "Voilà. Lundi : fermé. Mardi : de neuf à midi.")


def test_choices_named_by_letters_inside_an_answer_are_nobody(study):
    text = f"Interviewer: {ASK}\nGardener: Two.\nA: wet.\nB: dry, but nothing.\nInterviewer: And so?\nGardener: A.\n"
    assert said(read(study, text))[1] == ("Gardener", "Two. A: wet. B: dry, but nothing.")


@pytest.mark.parametrize("marks", [("1", "2"), ("No 1", "No 2"), ("Her", "Him"), ("NB", "PS")])
def test_points_and_a_dialogue_told_in_an_answer_are_nobody(study, marks):
    points = "".join(f"{mark}: The {words}.\n" for mark, words in zip(marks, ["ramp", "dock"], strict=True))
    found = read(study, f"Interviewer: {ASK}\nParticipant: Two.\n{points}Interviewer: Why?\nParticipant: Money.\n")
    assert said(found)[1] == ("Participant", "Two. " + " ".join(points.split()))


def test_a_semicolon_typed_for_a_colon_opens_a_turn_all_the_same(study):
    text = (
        f"Interviewer: {ASK}\nTenant; {ANSWER}\nInterviewer: And?\nTenant: No.\nInterviewer; Why?\nTenant: {ANSWER}\n"
    )
    assert [who for who, _ in said(read(study, text))] == ["Interviewer", "Tenant"] * 3


def test_a_running_head_of_a_text_goes_on_the_first_page_too(study):
    head = "Harbour study – note 9\n\n"
    text = head + f"I: {ASK}\nR: {ANSWER}\n\nPage 1 of 2\n\n" + head + "I: And?\nR: No.\n\nPage 2 of 2\n"
    assert [words for _, words in said(read(study, text))] == [ASK, ANSWER, "And?", "No."]


@pytest.mark.parametrize("last", ["@End", "%com:\tlaughs", "Recording stopped", "[00:04:12] [End of Audio]"])
def test_what_a_program_adds_right_below_the_talk_is_set_aside(study, last):
    found = read(study, f"INT: {ASK}\nPAR: {ANSWER}\nINT: And?\nPAR: No.\n{last}\n")
    assert said(found)[-1] == ("PAR", "No.")


def test_what_a_program_adds_is_set_aside(study):
    text = "Odalys Brun started transcription\n\n" + f"INT: {ASK}\n\nP1: {ANSWER}\n\nINT: And?\n\nP1: No.\n\n"
    found = read(study, text + "Page 2 of 3\n\nTranscribed with Skrivar 2.1\n")
    assert [text for _, text in said(found)] == [ASK, ANSWER, "And?", "No."]
    assert {one.reason for one in found.aside} == {"tool", "heads", "labels"}


def test_field_notes_are_kept_whole_as_one_voice(study):
    text = "She told me that the mill closed.\n\nWould she go back? Never, she said.\n\nI asked who pays: nobody.\n"
    found = read(study, text)
    assert " ".join(turn.text for turn in found.turns).split() == text.split()
    assert {turn.role for turn in found.turns} == {"participant"} and found.account.looks


@pytest.mark.parametrize("first", ["Came at 7:50, the gate was shut. Two men were waiting.", "Setting: a barn. Cold."])
def test_a_sentence_at_the_head_of_field_notes_is_part_of_them(study, first):
    found = read(study, f"Place: Gaspé\n\n{first}\n\nShe told me that the mill closed.\n\nI asked who pays.\n")
    assert [text for _, text in said(found)] == [first, "She told me that the mill closed.", "I asked who pays."]


def test_people_who_speak_alone_elsewhere_may_speak_at_once(study):
    text = f"Animatrice : {ASK}\nMère de Léo : {ANSWER}\nPère de Naël : Non.\nAnimatrice : Et puis ?\n"
    found = read(
        study, text + "Mère de Léo et père de Naël : Rien !\nMère de Léo : Vu et lu : rien.\nPère de Naël : Bon.\n"
    )
    assert said(found)[-3:-1] == [("Mère de Léo et père de Naël", "Rien !"), ("Mère de Léo", "Vu et lu : rien.")]


def test_a_newspapers_columns_below_a_title_are_read_one_after_the_other(study):
    """Also: the sign after a space and a page that an answer names, alone on narrow lines, are words of the answer."""
    talk = "".join(
        f"Chercheuse : {ask}\n\nAgricultrice : {answer}\n\n"
        for ask, answer in [
            (
                "Comment la digue a-t-elle tenu dans le village ?",
                "Le règlement disait deux choses, dont une à la \\ page 5.",
            ),
            ("Qui a répondu à votre lettre de janvier \\ ?", "Personne, puis tout le monde en même temps, trois fois."),
        ]
        * 3
    )
    page = "#set page(width: 15cm, height: 9cm, columns: 2)\nEntretien 7\n\n"
    found = read(study, typst.compile((page + talk).encode()), "N.pdf")
    assert [who for who, _ in said(found)] == ["Chercheuse", "Agricultrice"] * 6
    assert said(found)[1][1].endswith("une à la page 5.") and said(found)[2][1].endswith("de janvier ?")


def test_many_words_set_aside_as_remarks_are_looked_at(study):
    rows = [("I", ASK, ""), ("R", "Six weeks.", "She counts from the day the ferry stopped, not from the ice itself.")]
    table = "Speaker,Text,Remarks\n" + "".join(f'{who},"{words}","{remark}"\n' for who, words, remark in rows * 2)
    assert any("remarks" in look for look in read(study, table, "N.csv").account.looks)
    assert not any("remarks" in look for look in read(study, table.replace(rows[1][2], "ferry"), "N.csv").account.looks)


@pytest.mark.parametrize("who", ["Participants #1 and #2", "Participants 1 et 2"])
def test_several_told_by_their_numbers_may_speak_at_once(study, who):
    text = f"Facilitator: {ASK}\n\nParticipant #1: {ANSWER}\n\nFacilitator: And?\n\n{who}: No!\n\nParticipant #2: So.\n"
    assert said(read(study, text))[-2:] == [(who, "No!"), ("Participant #2", "So.")]


def test_everybody_is_no_label_where_a_sentence_goes_on(study):
    text = "The group met at the quay.\n\nEverybody agreed that the ice was late.\n\nParticipants found it cold.\n"
    assert " ".join(turn.text for turn in read(study, text).turns).split() == text.split()
    shown = read(study, f"MODERATOR {ASK}\nEVERYBODY {ANSWER}\nMODERATOR And then?\nEVERYBODY no\n")
    assert [who for who, _ in said(shown)] == ["MODERATOR", "EVERYBODY"] * 2


def test_numbered_questions_above_initials(study):
    text = f"1. {ASK}\n\nKT: {ANSWER}\n\nMB: Five.\n\n2. And who paid?\n\nMB: Nobody.\n\nKT: The harbour: one day.\n"
    found = read(study, text)
    assert [turn.speaker for turn in found.turns] == [None, "KT", "MB", None, "MB", "KT"]
    assert [turn.role == "interviewer" for turn in found.turns] == [True, False, False] * 2


@pytest.mark.parametrize("form", ["{}- {}", "{} (00:00:04 - 00:00:07) : {}", "### {} · 00:04\n\n{}"])
def test_a_sign_close_to_the_label(study, form):
    who = ["Q", "R"] if form[2] == "-" else ["Jo Marsh", "Ute Dean"]
    asked = [(who[0], ASK), (who[1], ANSWER), (who[0], "And who paid?"), (who[1], "Part- and full-time people did.")]
    assert said(read(study, "\n\n".join(form.format(*one) for one in asked * 2), "N.md")) == asked * 2


def test_what_somebody_is_may_stand_behind_their_name(study):
    text = f"Ana Roy, animatrice : {ASK}\nMme Tran, gestionnaire : {ANSWER}\nM. Diallo, parent : Oui.\n"
    text += "Ana Roy, animatrice : Et ?\nM. Diallo, parent : Non.\nMme Tran, gestionnaire : Un mot.\n"
    text += "Claire, elle, disait : jamais.\nM. Diallo, parent : Si.\n"
    found = said(read(study, text))
    assert [who.partition(",")[0] for who, _ in found] == [
        "Ana Roy", "Mme Tran", "M. Diallo", "Ana Roy", "M. Diallo", "Mme Tran", "M. Diallo"
    ]  # fmt: skip
    assert found[-2][1] == "Un mot. Claire, elle, disait : jamais."


def test_what_a_numbered_person_is_and_where_may_stand_behind_the_number(study):
    who = "Participant 12, baker, Ward 3"
    found = read(study, f"Interviewer: {ASK}\n{who}: {ANSWER}\nInterviewer: And?\n{who}: No.\nP1, P2, P3: Yes!\n")
    assert [one for one, _ in said(found)] == ["Interviewer", who, "Interviewer", who, "P1, P2, P3"]
    found = read(study, f"Interviewer: {ASK}\n{who}: {ANSWER}\nInterviewer: And?\n{who}: No.\n")
    assert [one for one, _ in said(found)] == ["Interviewer", who] * 2


def test_questions_between_quotation_marks_below_a_line_of_facts(study):
    talk = "« Comment la digue a-t-elle tenu ? »\n\nBien.\n\n« Et après ? »\n\nRien.\n"
    found = read(study, "Entrevue 3 | 12 mars 2024 | Gaspé\n\n" + talk)
    assert [turn.role for turn in found.turns] == ["interviewer", "participant"] * 2


def test_a_question_in_bold_over_two_lines_of_a_page(study):
    asked = f"Thank you for the coffee and the chairs by the stove, both of you. {ASK}"
    body = "\n\n".join(f"*{ask}*\n\n{ANSWER}" for ask in (asked, "And then?", "Who paid?"))
    page = f"#set page(width: 9cm)\n#align(center)[*Thaw study*]\n\n{body}"
    assert said(read(study, typst.compile(page.encode()), "N.pdf"))[0] == (None, asked)


def test_an_answer_that_asks_back_is_not_the_interviewers_where_questions_are_in_bold(study):
    asked = ["Can you tell me about the wait?", "How were people spoken to?", "And the paper work?"]
    answers = [
        "It went fast.\n\nAnd the tide opened the door for a lot of folks. You know what I mean?",
        ANSWER,
        ANSWER,
    ]
    talk = "\n\n".join(f"**{ask}**\n\n{answer}" for ask, answer in zip(asked, answers, strict=True))
    found = read(study, f"Anna Quill, keeper, by phone\n\n*She was tired, and the kettle sang.*\n\n{talk}\n", "N.md")
    assert [turn.role for turn in found.turns] == ["interviewer", "participant"] * 3
    assert [words(turn.text) for turn in found.turns[1::2]] == [words(answer) for answer in answers]


def test_a_spanish_note_with_facts_above_and_a_page_number_below(study):
    talk = "".join(
        f"*Entrevistadora:* {ask}\n\n*Trabajadora:* {answer}\n\n"
        for ask, answer in [("¿Y luego?", "Nada que yo sepa.")] * 3
    )
    page = "#set page(width: 12cm, height: 9cm, footer: [Vivienda #h(1fr) Página 1 de 1])\nFecha: 3 de mayo\n\n"
    found = read(study, typst.compile((page + talk).encode()), "N.pdf")
    assert (
        said(found) == [("Entrevistadora", "¿Y luego?"), ("Trabajadora", "Nada que yo sepa.")] * 3
        and not found.account.looks
    )


def test_unlabelled_questions_and_answers(study):
    found = read(study, f"Notes from the quay\n\n{ASK}\n\n{ANSWER}\n\nAnd you, where were you?\n\nOn the roof.\n")
    assert [turn.role for turn in found.turns] == ["interviewer", "participant"] * 2


@pytest.mark.parametrize(("asks", "answers"), [("Q: ", ""), ("I – ", ""), ("", "R: "), ("INT\t", "")])
def test_only_one_side_has_a_label(study, asks, answers):
    found = read(study, "\n\n".join(f"{asks}{ASK}\n\n{answers}{ANSWER}\n\nAnd we slept." for _ in range(3)))
    assert [turn.role for turn in found.turns] == ["interviewer", "participant"] * 3
    assert found.turns[1].text == f"{ANSWER} And we slept."


@pytest.mark.parametrize("form", ["{}: {}\n", "{} - {}\n", "[10:01:11] {}: {}\n", "{} — {}\n\n"])
@pytest.mark.parametrize("who", [("Perpetua", "Otis"), ("perpetua lind", "the porter")])
def test_whoever_opens_every_line_is_somebody(study, form, who):
    talk = [
        (who[0], ASK),
        (who[1], ANSWER),
        (who[0], "Then what?"),
        (who[1], "We slept."),
        (who[0], "All?"),
        (who[1], "No."),
    ]
    found = read(study, "".join(form.format(name, words) for name, words in talk))
    assert [words for _, words in said(found)] == [words for _, words in talk]


def test_a_letter_read_out_in_an_answer_is_nobodys_turn(study):
    letter = "Subject: tables\nDear Teun: can we come?\n"
    text = f"Interviewer: {ASK}\nOwner: They write,\n{letter}Interviewer: So?\nOwner: Yes.\n"
    assert said(read(study, text))[1] == ("Owner", "They write, Subject: tables Dear Teun: can we come?")


def test_numbers_typed_before_the_labels_are_no_words(study):
    text = f"1. I: {ASK}\n\n2. R: {ANSWER}\n\n3. I: Why?\n\n4. R: Because.\n"
    assert [words for _, words in said(read(study, text))] == [ASK, ANSWER, "Why?", "Because."]


@pytest.mark.parametrize("who", ["#{}", "No {}", "{}", "Woman {}", "Older man {}", "Citizen {}"])
def test_people_told_apart_by_numbers(study, who):
    one, two = who.format(1), who.format(2)
    text = f"Moderator: {ASK}\n{one}: {ANSWER}\n{two}: Not mine.\nModerator: So?\n{two}: It is 9:30.\n{one}: Late.\n"
    found = [(re.sub(r"\W", "", label), words) for label, words in said(read(study, text))]
    one, two = re.sub(r"\W", "", one), re.sub(r"\W", "", two)
    assert found[1:3] + found[4:] == [(one, ANSWER), (two, "Not mine."), (two, "It is 9:30."), (one, "Late.")]


def test_the_head_says_whose_initials_they_are(study):
    head = "Intervieweuse : Odalys Brun (OB)\nInterviewé : Teun Kok (TK)\n\n"
    found = read(study, head + f"OB : {ASK}\nTK : {ANSWER}\nOB : Donc ?\nTK : Rien.\n")
    assert found.roles.how == "head" and [turn.role for turn in found.turns] == ["interviewer", "participant"] * 2


def test_notes_in_lines_of_key_and_value_are_kept(study):
    text = "Strengths: the ice road works.\nWeaknesses: no ramp.\n\nStrengths: quick.\nWeaknesses: noise.\n"
    found = read(study, text)
    assert [turn.role for turn in found.turns] == ["participant"] * 2 and found.account.looks
    assert " ".join(words for _, words in said(found)) == " ".join(text.split())


def test_minutes_and_seconds_in_letters_are_times(study):
    found = read(
        study,
        "".join(
            f"{who} (1m{n:02}s)\n{words}\n\n"
            for n, (who, words) in enumerate([("Odalys Brun", ASK), ("Teun Kok", ANSWER)] * 2)
        ),
    )
    assert [turn.start_s for turn in found.turns] == [60, 61, 62, 63]


@pytest.mark.parametrize("number", ["1. ", "Q1. ", "Q1) ", "Question 1 : "])
def test_numbered_questions_with_the_answers_below(study, number):
    found = read(study, "\n\n".join(f"{number.replace('1', str(n))}{ASK}\n{ANSWER}" for n in (1, 2, 3)))
    assert [(turn.role, turn.text) for turn in found.turns] == [("interviewer", ASK), ("participant", ANSWER)] * 3


def test_question_and_answer_on_one_line(study):
    found = read(study, "\n\n".join(f"Q: {ASK} A: {ANSWER}" for _ in range(3)))
    assert said(found) == [("Q", ASK), ("A", ANSWER)] * 3


def test_what_comes_again_beside_the_page_numbers_is_set_aside(study):
    pages = [f"INT: {ASK}\n\nP1: {ANSWER}\n\nFerry study, round two\nPage {n} of 3" for n in (1, 2, 3)]
    assert said(read(study, "\n\n".join(pages))) == [("INT", ASK), ("P1", ANSWER)] * 3


def test_lines_with_times_and_nobody_named(study):
    lines = [f"[00:{n:02d}.000 --> 00:{n + 1:02d}.000]  {text}" for n, text in enumerate([ASK, ANSWER] * 3)]
    found = read(study, "\n".join(lines))
    assert [turn.role for turn in found.turns] == ["interviewer", "participant"] * 3 and found.account.looks


# ---- subtitles

CUES = ["00:00:01.000 --> 00:00:04.000", "00:00:05.000 --> 00:00:09.000"]


@pytest.mark.parametrize(
    "times",
    [
        CUES, ["00:01 --> 00:04", "00:05 --> 00:09"], ["00:00:01,000 -> 00:00:04,000", "00:00:05,000 -> 00:00:09,000"],
        ["00:00:01.000 → 00:00:04.000", "00:00:05.000 → 00:00:09.000"], ["0:0:1.0 --> 0:0:4.0", "0:0:5.0 --> 0:0:9.0"],
        ["00:00:01.000 --> 00:00:06.000", "00:00:05.000 --> 00:00:09.000"],
    ],
)  # fmt: skip
def test_subtitles_of_every_dialect(study, times):
    text = f"1\n{times[0]}\nINT: {ASK}\n\n2\n{times[1]}\nP1: {ANSWER}\n"
    for name, content in (("N.srt", text), ("N.vtt", f"WEBVTT\n\n{text}")):
        found = read(study, content, name)
        assert said(found) == [("INT", ASK), ("P1", ANSWER)] and [turn.start_s for turn in found.turns] == [1, 5]


def test_words_after_a_blank_line_inside_a_cue_stay(study):
    text = f"WEBVTT\n\n1\n{CUES[0]}\nINT: {ASK}\n\n2\n{CUES[1]}\nP1: Six weeks,\n\nand two of them under water.\n"
    assert said(read(study, text, "N.vtt"))[1] == ("P1", "Six weeks, and two of them under water.")


def test_a_time_before_the_start_is_a_time(study):
    text = f"1\n-00:00:02,000 --> 00:00:01,000\nINT: {ASK}\n\n2\n00:00:02,000 --> 00:00:04,000\nP1: No.\n"
    assert [turn.start_s for turn in read(study, text, "N.srt").turns] == [-2, 2]


# ---- a person settles it


def test_a_layout_file_reads_what_the_reader_cannot_guess(tmp_path):
    text = b"--a1-- Go on.\n--b2-- The quay was full.\n--a1-- And?\n--b2-- We left.\n"
    study = study_with(tmp_path, {"N.txt": text}, {"N": {"layout": "port", "interviewer": "a1"}})
    layouts = study.raw / "interviews" / "layouts.yaml"
    layouts.write_text("layouts:\n  port:\n    label: '--(\\w+)--'\n")
    found = turns(study)
    assert list(found["speaker"]) == ["a1", "b2"] * 2 and list(found["role"]) == ["interviewer", "participant"] * 2
    assert Study(study.root).table("notes/coverage")["look"].tolist() == [0]
    (study.raw / "interviews" / "N.txt").write_bytes(text.replace(b"left", b"stayed"))  # a new version of the file
    assert list(turns(Study(study.root))["speaker"]) == ["a1", "b2"] * 2
    layouts.write_text("layouts:\n  port:\n    label: '--\\w+--'\n")
    with pytest.raises(StudyError, match=r"layouts\.yaml, line 3.*no group"):
        transcribe.run(Study(study.root))


def test_a_layout_nobody_knows_is_told(tmp_path):
    study = study_with(tmp_path, {"N.txt": b"Q: Yes?\nR: No.\n"}, {"N": {"layout": "prot"}})
    with pytest.raises(StudyError, match="layout prot of N is not known"):
        transcribe.run(study)


def test_the_preview_shows_turns_and_what_was_set_aside(tmp_path):
    study = study_with(tmp_path, {"N.txt": f"Date: 3 May 2024\n\nOdalys: {ASK}\n\nTeun: {ANSWER}\n".encode() * 2})
    shown = preview.preview(study, "N")
    assert f"I  Odalys: {ASK}" in shown and "facts    Date: 3 May 2024" in shown and "guessed from the talk" in shown
    assert not study.processed.exists()
    with pytest.raises(StudyError, match="no note M"):
        preview.preview(study, "M")


def test_the_account_names_nobody_and_the_page_shows_all(tmp_path):
    study = study_with(tmp_path, {"N.txt": "\n\n".join(f"Odalys: {ASK}\n\nTeun: {ANSWER}" for _ in range(3)).encode()})
    transcribe.run(study)
    for table in ("status", "coverage"):
        content = (study.processed / "notes" / f"{table}.csv").read_text(encoding="utf-8")
        assert "Odalys" not in content and "Teun" not in content
    assert "Odalys" in (study.processed / "notes" / "coverage.html").read_text(encoding="utf-8")


LATER = (
    f"KB: {ASK}\nOT: {ANSWER}\nKB: And then?\nLV: Nothing.\nOT: Who paid?\nLV: The firm.\nKB: Did it?\nLV: It did.\n"
)


def test_a_legend_of_initials_with_names_and_what_they_do(study):
    legend = "KB = Kim Bell, evaluation team\nOT = Omar Thabet, evaluation team\nLV = Luis Vane, owner\n\n"
    found = read(study, f"Joint interview at the quay\n{legend}{LATER}")
    assert [(turn.speaker, turn.role) for turn in found.turns][:4] == [
        ("KB", "interviewer"), ("OT", "interviewer"), ("KB", "interviewer"), ("LV", "participant"),
    ]  # fmt: skip
    assert not found.account.looks


def test_what_a_list_of_those_present_says_of_each_label_is_nobodys_turn(study):
    present = "Present:\n\n- Moderator: H. Quill\n\n- STUDENT 1: civil, 3rd year\n\n- STUDENT 2: business\n\n"
    lines = ["MODERATOR: How?", f"STUDENT 1: {ANSWER}", "STUDENT 2: True.", "MODERATOR: And?", "STUDENT 2: Yes."]
    found = read(study, present + "\n\n".join([*lines, "STUDENT 1: No."]) + "\n", "N.md")
    assert said(found) == [tuple(line.split(": ", 1)) for line in [*lines, "STUDENT 1: No."]]


def test_an_answer_whose_label_was_left_out_is_the_others_and_said_to_be_a_guess(study):
    rounds = "".join(f"Interviewer: {ask}\n\nParticipant: {ANSWER}\n\n" for ask in (ASK, "And then?", "Who paid?"))
    without = "Interviewer: Did the studies help?\n\nSome. The statistics, yes, every week.\n\n"
    found = read(study, f"{rounds}{without}{rounds}")
    assert [turn.role for turn in found.turns] == ["interviewer", "participant"] * 7
    assert said(found)[7] == ("Participant", "Some. The statistics, yes, every week.")
    assert any("guessed" in look for look in found.account.looks)


def test_numbered_questions_in_bold_below_a_title_with_a_usual_word(study):
    asked = ["Tell us about the shop?", "How many came?", "Why not?"]
    talk = "".join(f"**{n}. {ask}**\n\n{ANSWER}\n\nAnd more of it.\n\n" for n, ask in enumerate(asked, start=1))
    found = read(study, f"# Employer interview – Quay\n\n## Section A – Before\n\n{talk}", "N.md")
    assert [text for _, text in said(found)][::2] == asked


@pytest.mark.parametrize(
    "end",
    [
        "Recording ends 00:51:20",
        "Fin de l'enregistrement à 00:51:20",
        "END OF RECORDING – 51 min",
        "-- END --",
        "Fin",
        "---\nTyped by KJ, checked by MO",
        "***\nTotal length 51 minutes",
    ],
)
def test_what_stands_below_the_last_turn_is_nobodys(study, end):
    found = read(study, f"Moderator: {ASK}\n\nP1: {ANSWER}\n\n" * 3 + end)
    assert said(found)[-1] == ("P1", ANSWER) and not found.account.looks


def test_an_answer_below_the_last_rule_stays(study):
    talk = f"Moderator: {ASK}\n\nP1: {ANSWER}\n\n"
    found = read(study, f"{talk * 3}---\n\n{talk}")
    assert said(found) == [("Moderator", ASK), ("P1", ANSWER)] * 4


@pytest.mark.parametrize(
    "legend",
    ["RT and MF are the researchers. JA is the participant.", "RT et MF sont les enquêtrices, JA est le client."],
)
def test_a_sentence_says_what_initials_mean(study, legend):
    talk = f"RT: {ASK}\n\nJA: {ANSWER}\n\nMF: {ASK}\n\nJA: {ANSWER}\n\n"
    found = read(study, f"Talk 5\n\n{legend}\n\n{talk * 2}")
    assert found.roles.interviewer == ["RT", "MF"] and not found.account.looks
    assert said(found)[0] == ("RT", ASK)


def test_a_sentence_about_somebody_who_speaks_is_no_turn_of_theirs(study):
    talk = f"RT: {ASK}\n\nJA: {ANSWER}\n\n"
    found = read(study, f"Talk 5\n\nRT came late and JA had to leave at noon.\n\n{talk * 3}")
    assert said(found) == [("RT", ASK), ("JA", ANSWER)] * 3


@pytest.mark.parametrize(
    "end",
    [
        "END OF AUDIO\n\nwww.clearscript.example | Tel. 0113 496 0000",
        "[End of interview]\n\nFollow-up: ask for the May list",
        "Fin de l'enregistrement\n\nTranscription Lerouge, 12 rue des Prés",
    ],
)
def test_what_stands_below_the_end_of_the_recording_is_nobodys(study, end):
    found = read(study, f"Interviewer: {ASK}\n\nRespondent: {ANSWER}\n\n" * 3 + end)
    assert said(found) == [("Interviewer", ASK), ("Respondent", ANSWER)] * 3


def test_a_recording_that_ended_and_went_on_keeps_its_last_turns(study):
    talk = f"Interviewer: {ASK}\n\nRespondent: {ANSWER}\n\n"
    found = read(study, f"{talk * 3}[End of recording 1]\n\n{talk}")
    assert said(found) == [("Interviewer", ASK), ("Respondent", ANSWER)] * 4


@pytest.mark.parametrize("label", ["M.-C. L.", "J.-P. R.", "A. M."])
def test_initials_with_stops_before_a_usual_letter_are_one_label(study, label):
    found = read(study, f"{label} : {ASK}\n\nJ. T. : {ANSWER}\n\n" * 4)
    assert said(found) == [(label, ASK), ("J. T.", ANSWER)] * 4


@pytest.mark.parametrize("beside", ["Note-taker", "Observatrice", "Preneuse de notes"])
def test_who_came_along_with_the_moderator_is_on_that_side(study, beside):
    talk = f"Moderator: {ASK}\n\nAde: {ANSWER}\n\nCass: I did the tills.\n\n{beside}: Which tills?\n\nCass: Both.\n\n"
    found = read(study, talk * 2)
    assert found.roles.interviewer == ["Moderator", beside]


def test_how_long_a_note_is_is_no_label_with_a_time(study):
    talk = f"Speaker A (00:03 - 00:11)\n{ASK}\n\nSpeaker B (00:12 - 00:19)\n{ANSWER}\n\n"
    found = read(study, f"morning.mp3\nDuration: 00:00:56\nLanguage: English\n\n{talk * 3}")
    assert said(found) == [("Speaker A", ASK), ("Speaker B", ANSWER)] * 3


@pytest.mark.parametrize("style", ["{}", "<i>{}</i>"])
def test_what_is_said_of_the_note_above_the_first_question_is_no_answer(study, style):
    about = "This is an edited transcript of a conversation held in March. Names of staff have been changed since then."
    talk = "".join(f"<p>{style.format(ASK)}</p><p>{ANSWER}</p>" for _ in range(4))
    found = read(study, f"<html><body><h1>Case 2</h1><p><i>{about}</i></p>{talk}</body></html>", "N.html")
    assert said(found) == [(None, ASK), (None, ANSWER)] * 4


PAIR = f"Interviewer: {ASK}\n\nIris: {ANSWER}\n\n"


@pytest.mark.parametrize(
    ("titles", "marked"),
    [
        (("A. Beginnings", "B. The grant", "C. Closing"), False),
        (("BEGINNINGS", "THE GRANT", "CLOSING"), False),
        (("Theme: beginnings", "Theme: the grant", "Theme: closing"), False),
        (("Beginnings", "The grant", "Closing"), True),
    ],
)
def test_titles_of_parts_between_turns_are_nobodys(study, titles, marked):
    found = read(study, "".join(f"{title}\n\n{PAIR * 2}" for title in titles))
    assert said(found) == [("Interviewer", ASK), ("Iris", ANSWER)] * 6
    assert any("titles" in look for look in found.account.looks) == marked


def test_one_title_between_turns_is_told(study):
    found = read(study, f"{PAIR * 2}The grant\n\n{PAIR * 2}")
    assert any("without a stop" in look for look in found.account.looks)


@pytest.mark.parametrize(
    "head",
    ["ID\tAge\tJob\nR1\t34\tcashier\nR2\t51\tdriver\n\n", "R1 – cashier, 34\nR2 – driver, 51\n\n"],
)
def test_a_table_of_people_above_the_talk_is_nobodys(study, head):
    talk = f"Moderator: {ASK}\n\nR1: {ANSWER}\n\nR2: So did we.\n\n"
    assert said(read(study, head + talk * 3)) == [("Moderator", ASK), ("R1", ANSWER), ("R2", "So did we.")] * 3


def test_a_legend_in_columns_says_who_asks(study):
    found = read(
        study, "MQ    Marta Quill    interviewer\nIB    Iris Boon    owner\n\n" + f"MQ: {ASK}\n\nIB: {ANSWER}\n\n" * 3
    )
    assert (found.roles.how, found.roles.interviewer, said(found)[0]) == ("head", ["MQ"], ("MQ", ASK))


@pytest.mark.parametrize("form", ["S. C. – {}\n\n", "S. C. : {}\n\n"])
def test_initials_with_stops_before_a_dash_are_one_label(study, form):
    talk = form.format(ASK) + form.replace("S. C.", "I. B.").format(ANSWER)
    assert said(read(study, talk * 4)) == [("S. C.", ASK), ("I. B.", ANSWER)] * 4


@pytest.mark.parametrize("number", ["#{} ", "[{}] ", "({}) "])
def test_numbers_before_labels_are_no_part_of_them(study, number):
    talk = "".join(
        f"{number.format(n)}{who}: {text}\n" for n, (who, text) in enumerate([("Marta", ASK), ("Iris", ANSWER)] * 3, 1)
    )
    assert said(read(study, talk)) == [("Marta", ASK), ("Iris", ANSWER)] * 3


def test_a_word_of_one_letter_after_a_label_in_capitals_is_spoken(study):
    talk = [("MARTA", ASK), ("IRIS", ANSWER), ("MARTA", "And now?"), ("IRIS", "I would, yes. So would they.")]
    assert said(read(study, "".join(f"{who} {text}\n\n" for who, text in talk * 2))) == talk * 2


def test_a_name_that_is_a_particle_too_is_a_name(study):
    talk = f"Moderator\n{ASK}\n\nBen (driver)\n{ANSWER}\n\nAna (cashier)\nSo did we.\n\n"
    assert {who for who, _ in said(read(study, talk * 3))} == {"Moderator", "Ben", "Ana"}


def test_initials_of_a_full_name_are_the_same_person(study):
    first = f"Marta Quill: {ASK}\n\nIris Boon: {ANSWER}\n\n"
    found = read(study, first + f"MQ: {ASK}\n\nIB: {ANSWER}\n\n" * 3)
    assert said(found) == [("Marta Quill", ASK), ("Iris Boon", ANSWER)] * 4


def test_a_man_and_a_woman_beside_the_moderator_are_not_of_that_side(study):
    talk = f"M: {ASK}\n\nF1: {ANSWER}\n\nM1: I cycle, even then.\n\n"
    assert read(study, talk * 3).roles.interviewer == ["M"]


@pytest.mark.parametrize("forms", [("{}", "    {}"), ("{}", "- {}"), ("* {}", "{}"), ("{}", "» {}")])
def test_questions_and_answers_line_below_line(study, forms):
    talk = "".join(form.format(text) + "\n" for form, text in zip(forms * 4, (ASK, ANSWER) * 4, strict=True))
    assert said(read(study, talk)) == [(None, ASK), (None, ANSWER)] * 4


def test_questions_without_a_label_above_somebodys_answers(study):
    found = read(study, f"{ASK}\n\nIris: {ANSWER}\n\n" * 4)
    assert said(found) == [(None, ASK), ("Iris", ANSWER)] * 4 and found.turns[0].role == "interviewer"


def test_a_line_in_italics_between_turns_is_a_remark(study):
    found = read(study, f"{PAIR * 3}*Iris shows the machine.*\n\n{PAIR}", "N.md")
    assert said(found) == [("Interviewer", ASK), ("Iris", ANSWER)] * 4 and found.account.looks


@pytest.mark.parametrize(
    "signed", ["Best wishes,\nIris Boon\nTailor", "-- \nIris Boon\nTailor", "Cordialement,\n\nIris Boon", "Regards\nIB"]
)
def test_how_somebody_signs_is_no_answer(study, signed):
    talk = f"> {ASK}\n\n{ANSWER}\n\n" * 3
    assert said(read(study, talk + signed)) == [(None, ASK), (None, ANSWER)] * 3


def test_thanks_below_the_last_answer_are_not_of_who_answers(study):
    talk = f"QUESTION\n{ASK}\n\nANSWER\n{ANSWER}\n\n" * 3
    found = read(study, talk + "Thank you for your time. Please return this form to the office by June.")
    assert said(found) == [("QUESTION", ASK), ("ANSWER", ANSWER)] * 3 and found.account.looks


@pytest.mark.parametrize("ends", ["chantier-\nécole a ouvert.", "demonstra-\ntion a eu lieu."])
def test_words_divided_at_a_lines_end_are_whole(study, ends):
    whole = {"chantier": "Le chantier-école a ouvert.", "demonstr": "Le demonstration a eu lieu."}[ends[:8]]
    cues = f"00:01.000 --> 00:04.000\nMarta: Le {ends}\n\n00:05.000 --> 00:08.000\nIris: {ANSWER}\n\n"
    assert said(read(study, f"WEBVTT\n\n{cues * 2}", "N.vtt"))[0] == ("Marta", whole)
    assert said(read(study, f"Marta: Le {ends}\n\nIris: {ANSWER}\n\n" * 3))[0] == ("Marta", whole)


def test_a_login_with_a_time_beside_it_is_somebody_where_it_comes_again(study):
    talk = f"Lorna Fife - 00:0{{}}\n{ASK}\n\nlin.chen - 00:1{{}}\n{ANSWER}\n\n"
    assert (
        said(read(study, "".join(talk.format(n, n) for n in (1, 2, 3))))
        == [("Lorna Fife", ASK), ("lin.chen", ANSWER)] * 3
    )


def test_a_heading_between_paragraphs_in_turn_is_nobodys(study):
    talk = "".join(f"<h2>{part}</h2><p>{ASK}</p><p>{ANSWER}</p>" for part in ("Start", "People", "Future"))
    assert said(read(study, f"<html><body>{talk}</body></html>", "N.html")) == [(None, ASK), (None, ANSWER)] * 3


def test_bold_names_beside_one_usual_label_are_people(study):
    talk = f"<p><b>Int. </b>{ASK}</p><p><b>Ochre </b>{ANSWER}</p><p><b>Slate </b>So did we.</p>"
    found = read(study, f"<html><body>{talk * 3}</body></html>", "N.html")
    assert said(found) == [("Int.", ASK), ("Ochre", ANSWER), ("Slate", "So did we.")] * 3


@pytest.mark.parametrize(
    "head",
    [
        "Participants: 5 (one arriving late). Moderator: in-house. Length: 52 min.",
        "Participants : 5 ; Durée : 52 min ; Lieu : quai",
    ],
)
def test_several_facts_on_one_line_are_no_turn(study, head):
    found = read(study, f"Group 2\n\n{head}\n\n" + f"MOD: {ASK}\n\nP1: {ANSWER}\n\n" * 3)
    assert said(found) == [("MOD", ASK), ("P1", ANSWER)] * 3 and not found.account.looks


def test_a_first_turn_that_may_be_a_fact_is_told(study):
    talk = "Participants: Five of the team came, one of them late.\n\n" + f"MOD: {ASK}\n\nP1: {ANSWER}\n\n" * 3
    assert any("fact" in look for look in read(study, talk).account.looks)


def test_a_legend_parted_by_nothing_but_its_signs(study):
    legend = "INT = interviewer   RESP = respondent   [ ] = transcriber's note   ... = pause"
    found = read(study, f"{legend}\n\n" + f"INT\t{ASK}\n\nRESP\t{ANSWER}\n\n" * 3)
    assert said(found) == [("INT", ASK), ("RESP", ANSWER)] * 3


@pytest.mark.parametrize(
    ("interpreted", "asking"), [("And how long did it take?", True), ("She says: six weeks, all under water.", False)]
)
def test_an_interpreter_is_on_the_side_that_they_speak_for_and_is_told(study, interpreted, asking):
    talk = f"Researcher: {ASK}\n\nInterpreter: {interpreted}\n\nParticipant: {ANSWER}\n\n"
    found = read(study, talk * 3)
    assert ("Interpreter" in found.roles.interviewer) == asking
    assert any("interpreter" in look for look in found.account.looks)


def test_a_label_typed_once_without_its_tab_opens_a_turn(study):
    found = read(study, f"Q.\t{ASK}\n\nA.\t{ANSWER}\n\n" * 3 + f"Q.\t{ASK}\n\nA. {ANSWER}\n\n")
    assert [((who or "").rstrip("."), text) for who, text in said(found)] == [("Q", ASK), ("A", ANSWER)] * 4


@pytest.mark.parametrize("remark", ["mod", "co-mod", "Research", "interviewer"])
def test_a_remark_beside_a_name_says_who_asks(study, remark):
    talk = f"Asha (mod): {ASK}\n\nTeo: {ANSWER}\n\nGrant ({remark}): Sorry, of course.\n\nTeo: {ANSWER}\n\n"
    found = read(study, talk * 3)
    assert (found.roles.how, found.roles.interviewer) == ("head", ["Asha", "Grant"])


def test_a_note_that_begins_inside_an_answer(study):
    talk = f"INT: {ASK}\n\nRES: {ANSWER}\n\n" * 3
    found = read(study, f"...and that's when I told them I'd rather drive the van myself.\n\n{talk}")
    assert [speaker for speaker, _ in said(found)] == ["RES", *["INT", "RES"] * 3] and found.account.looks
    assert said(read(study, f"This talk was recorded on the quay on a windy day in March.\n\n{talk}"))[0] == (
        "INT",
        ASK,
    )


def test_the_time_at_the_end_of_an_answer_is_spoken(study):
    found = read(
        study, "".join(f"03/11/2023, 09:{n} - Bev: Yes 11:15\n03/11/2023, 09:{n} - Ines: {ASK}\n" for n in (10, 11))
    )
    assert ("Bev", "Yes 11:15") in said(found)


@pytest.mark.parametrize(
    ("name", "asked", "answered"), [("N.txt", "{}", "    {}"), ("N.md", "> {}", "{}"), ("N.md", "- {}", "{}")]
)
def test_where_lines_begin_tells_who_asks(study, name, asked, answered):
    answers = [
        "Walked past it for a year.",
        "Every night. Wouldn't you?",
        "Nine. I said: good for whom?",
        "Quiet. I am used to it.",
    ]
    texts = [text for answer in answers for text in (ASK, answer)]
    lines = [(answered if n % 2 else asked).format(text) for n, text in enumerate(texts)]
    found = read(study, "\n\n".join(lines), name)
    assert [(turn.role[0], turn.text) for turn in found.turns] == list(zip("ip" * 4, texts, strict=True))


def test_times_that_end_most_lines_are_no_words(study):
    talk = "".join(f"Interviewer: {ASK}  00:0{n}:12\n\nIris: {ANSWER}  00:0{n}:40\n\n" for n in range(4))
    assert said(read(study, talk)) == [("Interviewer", ASK), ("Iris", ANSWER)] * 4


def test_times_left_in_turns_are_told(study):
    talk = "".join(f"Interviewer: 00:0{n}:12, {ASK}\n\nIris: {ANSWER}\n\n" for n in range(4))
    found = read(study, talk)
    assert found.turns[0].text == ASK or any("time" in look for look in found.account.looks)


def test_logins_alone_with_a_time_are_people(study):
    talk = "".join(
        f"marta_q — 03/05/2024 10:2{n}\n{ASK}\n\niris.b — 03/05/2024 10:2{n}\n{ANSWER}\n\n" for n in range(4)
    )
    assert said(read(study, talk)) == [("marta_q", ASK), ("iris.b", ANSWER)] * 4


def test_a_name_nobody_knows_on_its_own_line_is_somebody_where_it_comes_again(study):
    talk = f"Marta (evaluation)\n{ASK}\n\nAna\n{ANSWER}\n\nCy\nTwice a week, for the market.\n\n"
    assert {who for who, _ in said(read(study, talk * 2))} == {"Marta", "Ana", "Cy"}


def test_a_list_of_questions_and_their_answers(study):
    talk = "".join(f"<dt>{ASK}</dt><dd>{ANSWER}</dd>" for _ in range(3))
    assert (
        said(read(study, f"<html><body><dl>{talk}</dl></body></html>", "N.html")) == [(None, ASK), (None, ANSWER)] * 3
    )


def test_a_key_in_bold_that_comes_again_is_nobody(study):
    talk = f"<p><b>Interviewer:</b> {ASK}</p><p><b>Iris:</b> {ANSWER}</p>"
    page = "".join(f"<p><b>Theme:</b> {theme}</p>{talk * 2}" for theme in ("beginnings", "the grant", "closing"))
    found = read(study, f"<html><body>{page}</body></html>", "N.html")
    assert said(found) == [("Interviewer", ASK), ("Iris", ANSWER)] * 6


def test_answers_below_labelled_questions_are_not_of_who_asks(study):
    answers = [ANSWER, "Two machines: a big one and a small one.", "I would, yes.", "The form."]
    talk = "".join(f"Q{n}: {ASK}\n\n{answer}\n\n" for n, answer in enumerate(answers, 1))
    found = read(study, f"Dear Marta,\n\nMy answers are below.\n\n{talk}Best wishes,\nIris")
    assert [(turn.role[0], turn.text) for turn in found.turns] == [
        part for a in answers for part in (("i", ASK), ("p", a))
    ]
