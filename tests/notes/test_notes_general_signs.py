"""How people write down who speaks, told by general signs: what recurs, counts on, alternates, goes with the talk."""

import csv
import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import RGBColor
from notes_helpers import study_with

from pipeline.notes import note_reading
from pipeline.notes.manifest import Note
from pipeline.study import Study

ASK, ANSWER = "How long did the thaw take?", "Six weeks, and two of them under water: nobody slept."
MORE, LAST = "And who paid for the pumps?", "The parish did, in the end."


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    return study_with(tmp_path_factory.mktemp("signs"), {})


def read(study: Study, content: str | bytes, name: str = "N.txt") -> note_reading.NoteRead:
    path = study.raw / "interviews" / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return note_reading.read_note(Note("N", name, path, "employer", "North", "", [], [], False), name, study)


def said(found: note_reading.NoteRead) -> list[tuple[str, str]]:
    """(role, words) of the turns."""
    return [(turn.role[0], " ".join(turn.text.split())) for turn in found.turns]


def named(found: note_reading.NoteRead) -> list[str | None]:
    return [turn.speaker for turn in found.turns]


def sheet(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


MEANT = [("i", ASK), ("p", ANSWER), ("i", MORE), ("p", LAST)]


def test_numbers_that_count_the_turns_are_no_words_and_what_recurs_behind_them_is_the_label(study):
    lines = [f"{n:03}  {who}  {text}" for n, (who, (_, text)) in enumerate(zip("QAQAQAQA", MEANT * 2, strict=True), 1)]
    lines[1] = lines[1].replace(": nobody", ":\n        nobody")
    assert said(read(study, "Day two of the hearing\n\n" + "\n".join(lines))) == MEANT * 2


def test_words_that_open_nearly_all_lines_in_turn_are_labels_whatever_parts_them_from_the_talk(study):
    talk = f"@vera¦ {ASK}\n\n@ole¦ {ANSWER}\n\n@vera¦ {MORE}\n\n@ole¦ {LAST}\n\n"
    found = read(study, talk * 2)
    assert said(found) == MEANT * 2 and len(set(named(found))) == 2


def test_words_that_only_begin_sentences_again_and_again_are_no_labels(study):
    text = "The thaw took six weeks. Nobody slept.\n\nWe pumped for two of them. The parish paid.\n\n"
    assert named(read(study, text * 4)) == [None] * 8


def test_columns_that_ask_are_the_asking_side_whatever_heads_them(study):
    heads = ["Question posed", "What she said (verbatim)", "Observations of the interviewer"]
    found = read(study, sheet([heads, [ASK, ANSWER, "Pours tea."], [MORE, LAST, "Long pause before that."]]), "N.csv")
    assert said(found) == MEANT and [one.text for one in found.aside if one.reason == "remarks"]


def test_a_second_pair_of_columns_asks_and_answers_too(study):
    heads = ["No", "Question", "Answer", "Probe", "Answer to the probe"]
    rows = [["1", ASK, ANSWER, MORE, LAST], ["2", MORE, LAST, "", ""], ["3", ASK, ANSWER, MORE, LAST]]
    found = read(study, sheet([heads, *rows]), "N.csv")
    assert said(found) == [*MEANT, *MEANT[2:], *MEANT]
    assert set(named(found)) == {"Question", "Answer"}


def test_a_column_of_codes_between_question_and_answer_answers_nothing(study):
    rows = [[ASK, "thaw", ANSWER], [MORE, "money", LAST], [ASK, "thaw", ANSWER]]
    assert said(read(study, sheet(rows), "N.csv")) == [*MEANT, *MEANT[:2]]


@pytest.mark.parametrize("sign", ["style", "colour"])
def test_the_form_of_paragraphs_tells_who_speaks(study, sign):
    document, out = docx.Document(), io.BytesIO()
    for name in ("Talk Question", "Talk Answer"):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    for role, text in [*MEANT, ("i", "Even then."), ("p", "Even then, yes.")]:
        asked = role == "i"
        style = {"style": f"Talk {'Question' if asked else 'Answer'}"} if sign == "style" else {}
        run = document.add_paragraph(**style).add_run(text)
        if sign == "colour" and asked:
            run.font.color.rgb = RGBColor(0, 0, 160)
    document.save(out)
    assert said(read(study, out.getvalue(), "N.docx")) == [*MEANT, ("i", "Even then."), ("p", "Even then, yes.")]


def test_classes_of_a_web_page_tell_who_speaks(study):
    page = "".join(f'<p class="{role}-side">{text}</p>' for role, text in MEANT * 2)
    assert said(read(study, f"<html><body>{page}</body></html>", "N.html")) == MEANT * 2


def test_what_stands_below_a_rule_at_the_end_of_a_web_page_is_no_answer(study):
    page = "".join(
        f"<dt>{who}</dt><dd>{text}</dd>" for who, (_, text) in zip(["Ane", "Bo"] * 4, MEANT * 2, strict=True)
    )
    found = read(
        study, f"<html><body><dl>{page}</dl><hr><address>Printed at the office</address></body></html>", "N.html"
    )
    assert said(found) == MEANT * 2


def test_a_label_met_once_that_looks_like_the_others_is_somebody(study):
    talk = f"La chercheuse : {ASK}\n\nLa mère : {ANSWER}\n\nLe père : {LAST}\n\n"
    found = read(study, talk + f"Le fils : Moi aussi, je pompais.\n\n{talk}")
    assert named(found)[3:5] == ["Le fils", "La chercheuse"] and found.account.looks


def test_a_list_inside_an_answer_is_still_nobodys(study):
    talk = f"La chercheuse : {ASK}\n\nLa mère : {ANSWER}\n\n"
    found = read(study, talk + f"La chercheuse : {MORE}\n\nLa mère : Deux choses.\n\nLe prix : trop haut.\n\n" + talk)
    assert "Le prix" not in named(found)


def test_who_is_in_no_list_of_the_participants_came_with_who_asks(study):
    document, out = docx.Document(), io.BytesIO()
    grid = document.add_table(rows=0, cols=3)
    for row in [("Code", "Age", "Came about"), ("P1", "35-44", "work"), ("P2", "25-34", "housing"), ("P3", "65+", "-")]:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    for who, text in [("Mod", ASK), ("P1", ANSWER), ("P2", LAST), ("Sal", "One at a time, please."), ("P3", LAST)] * 2:
        document.add_paragraph(f"{who}: {text}")
    document.save(out)
    assert read(study, out.getvalue(), "N.docx").roles.interviewer == ["Mod", "Sal"]


def test_who_the_head_names_as_taking_notes_is_on_the_asking_side(study):
    talk = f"Vera: {ASK}\n\nOle: {ANSWER}\n\nPav (notes): {MORE}\n\nOle: {LAST}\n\n"
    found = read(study, "Interviewer: Vera Holm\nNote taker: Pav\nDate: 3 May 2023\n\n" + talk * 2)
    assert set(found.roles.interviewer) == {"Vera", "Pav"}


def test_two_whom_only_a_number_tells_apart_ask_both(study):
    talk = f"Rsr 1: {ASK}\n\nTenor: {ANSWER}\n\nRsr 2: {MORE}\n\nBass: {LAST}\n\n"
    found = read(study, talk + f"Rsr 1: Hm.\n\nBass: {ANSWER}\n\n" + talk)
    assert set(found.roles.interviewer) == {"Rsr 1", "Rsr 2"}


def test_posts_of_a_board_with_written_dates_and_counts(study):
    posts = [
        f"{who} | Mon 4 Mar 2024 0{hour}:10\n\n{text}\n\n[Likes: {hour}]\n\n-----\n"
        for hour, (who, (_, text)) in enumerate(zip(["Mod_Jo", "annie_62"] * 3, [*MEANT, *MEANT[:2]], strict=True), 1)
    ]
    found = read(study, "-----\n" + "".join(posts) + "Thread closed.\n")
    assert [text for _, text in said(found)] == [text for _, text in [*MEANT, *MEANT[:2]]]
    assert named(found) == ["Mod_Jo", "annie_62"] * 3
