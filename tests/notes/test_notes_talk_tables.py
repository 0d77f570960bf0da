"""Notes as sheets and as the JSON of programs that write speech down, and the columns and gutters of PDF pages."""

import csv
import io
import json
import re

import docx
import openpyxl
import pytest
import typst
from notes_helpers import study_with

from pipeline.notes import note_reading
from pipeline.notes.grids import read_grid
from pipeline.notes.labels import Known
from pipeline.notes.manifest import Note
from pipeline.notes.passages import Grid, Passage
from pipeline.study import Study, StudyError

ASK, ANSWER = "How did the herring run go for you?", "Late, and then all at once: nine crates on one night."
MORE, LAST = "And the ice?", "Ours melted. We borrowed two tonnes, and gave back one."
TALK = [("Interviewer", ASK, 4), ("Teun", ANSWER, 9), ("Interviewer", MORE, 21), ("Teun", LAST, 25)]
GROUP = [
    ("Moderator", "Who mends the nets?"),
    ("Ines", "I do."),
    ("Wim", "On Sundays"),
    ("Moderator", "And who pays?"),
    ("Ines", "Nobody yet"),
    ("Wim", "The harbour, one day."),
]
MEANT = [(who, said, float(at)) for who, said, at in TALK]


@pytest.fixture
def study(tmp_path) -> Study:
    return study_with(tmp_path, {})


def turns_of(study: Study, content: bytes, name: str) -> list[tuple]:
    path = study.raw / "interviews" / name
    path.write_bytes(content)
    found = note_reading.read_note(Note("N", name, path, "employer", "North", "", [], [], False), name, study)
    return [(turn.speaker, " ".join(turn.text.split()), turn.start_s) for turn in found.turns]


def table(rows: list[list], sign: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(rows)
    return out.getvalue().encode()


def workbook(rows: list[list]) -> bytes:
    out, book = io.BytesIO(), openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


SHEETS = {
    "N.csv": table([["start", "end", "speaker", "text"], *([at * 1000, at * 1000 + 3000, w, t] for w, t, at in TALK)]),
    "N.tsv": table([["start", "end", "speaker", "text"], *([f"{at}.0", at + 3, w, t] for w, t, at in TALK)], "\t"),
    "M.csv": table([["Heure", "Locuteur", "Propos"], *([f"0:00:{at:02}", w, t] for w, t, at in TALK)], ";"),
    "N.xlsx": workbook([["Time", "Speaker", "Text", "Codes"], *([f"00:{at:02}", w, t, "C1"] for w, t, at in TALK)]),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_read_as_the_table_it_is(study, name):
    assert turns_of(study, SHEETS[name], name) == MEANT


def test_a_sheet_without_a_head_is_parted_by_what_parts_its_rows_alike(study):
    content = "".join(f"{who};{said}\n" for who, said, _ in TALK).encode()  # the talk has commas
    assert [one[:2] for one in turns_of(study, content, "N.csv")] == [one[:2] for one in MEANT]


def test_bare_seconds_open_the_rows_of_a_sheet_without_a_head(study):
    rows = "".join(f'{at}.5,{at + 3}.0,{who},"{said}"\n' for who, said, at in TALK)
    assert turns_of(study, rows.encode(), "N.csv") == [(who, said, at + 0.5) for who, said, at in TALK]
    below = "Interview 3,,,\nStart,End,Speaker,Text\n" + rows
    assert turns_of(study, below.encode(), "N.csv") == [(who, said, at + 0.5) for who, said, at in TALK]
    counted = "".join(f'{n},{who},"{said}"\n' for n, (who, said, _) in enumerate(TALK))
    assert turns_of(study, counted.encode(), "N.csv") == [(who, said, None) for who, said, _ in TALK]


def test_a_row_that_heads_a_part_of_the_talk_is_nobodys(study):
    rows = [("00:04", *TALK[0][:2]), ("00:09", *TALK[1][:2]), ("Part 2: ice", "", ""), ("21", *TALK[2][:2])]
    text = "Hora,Hablante,Texto\n" + "".join(f'{at},{who},"{said}"\n' for at, who, said in rows)
    assert turns_of(study, text.encode(), "N.csv") == MEANT[:3]


@pytest.mark.parametrize("head", [("Speaker", "Time", "Page"), ("Speaker", "Time", "")])
def test_a_table_that_is_all_head_loses_no_word(head):
    found, aside = read_grid(Grid([[[Passage(cell)] if cell else [] for cell in head]]), Known())
    assert {one.text for one in [*found, *aside]} == set(filter(None, head))


def test_a_title_above_the_head_of_a_sheet_is_nobody(study):
    rows = [["Group 2, the harbour", None, None], ["Speaker", "Utterance", "Remark"], *([w, t, None] for w, t in GROUP)]
    assert [one[:2] for one in turns_of(study, workbook(rows), "N.xlsx")] == GROUP


@pytest.mark.parametrize("head", [["", "Locuteur", "Ce qui est dit", "Mémo"], ["", "Qui", "Ce qui a été dit", "Codes"]])
def test_a_head_in_several_words_says_what_its_column_is(study, head):
    rows = [head, *([n, w, t, "relire"] for n, (w, t) in enumerate(GROUP, 1))]
    assert [one[:2] for one in turns_of(study, workbook(rows), "N.xlsx")] == GROUP


def test_a_time_in_the_speakers_cell_is_the_turns(study):
    rows = [[f"{who}\n00:{at:02}", said] for who, said, at in TALK]
    assert turns_of(study, workbook(rows), "N.xlsx") == MEANT


WHISPER = {"text": "...", "segments": [{"id": n, "start": float(at), "end": at + 3.0, "speaker": w, "text": f" {t}"}
                                       for n, (w, t, at) in enumerate(TALK)]}  # fmt: skip
LISTS = {
    "whisper, with speakers": WHISPER,
    "utterances in milliseconds": {"utterances": [{"speaker": w, "start": at * 1000, "end": at * 1000 + 4000, "text": t}
                                                  for w, t, at in TALK]},
    "monologues of words": {"monologues": [{"speaker": w, "elements": [
        {"type": "text", "value": part, "ts": float(at + n)} for n, part in enumerate(t.split())]}
        for w, t, at in TALK]},
    "offsets of its own": {"transcription": [{"offsets": {"from": at * 1000, "to": at * 1000 + 3000}, "text": t,
                                              "speaker": w} for w, t, at in TALK]},
}  # fmt: skip


def words_of(said: str, at: int, **own) -> list[dict]:
    return [{"w_text": word, "start": at + n / 10, **own} for n, word in enumerate(said.split())]


def pieces(said: str) -> list[str]:
    return re.findall(r"[\w']+|[^\w\s]", said)


WORDS = [word for w, t, at in TALK for word in words_of(t, at)]
SPANS = [{"start_time": f"{at}.0", "end_time": f"{at + 3}.0", "speaker_label": w} for w, _, at in TALK]
LISTS |= {
    "words that each tell who": {"text": "...", "tokens": [
        one for w, t, at in TALK for one in words_of(t, at, spkTag=w)]},
    "words here, who speaks there": {"results": {"items": WORDS, "speaker_labels": {"segments": SPANS}}},
    "punctuation as words of their own": {"results": [{"alternatives": [{"content": one, "speaker": w}], "start": at}
                                                      for w, t, at in TALK for one in pieces(t)]},
    "words with the blanks between them": {"words": [
        {"text": part, "start": at, "speaker_id": w} for w, t, at in TALK for part in re.split("( )", t + " ")]},
    "the same words first without who": {"results": [
        *({"alternatives": [{"transcript": t, "words": words_of(t, at)}]} for w, t, at in TALK),
        {"alternatives": [{"words": [one for w, t, at in TALK for one in words_of(t, at, speakerTag=w)]}]}]},
    "periods, ticks and several readings": {"phrases": [
        {"person": w, "offset": f"PT{at}S", "offsetInTicks": at * 10**7,
         "nBest": [{"lexical": t.lower(), "display": t}, {"display": "Nothing of it."}]} for w, t, at in TALK]},
    "a list for each speaker": {"tiers": [
        {"name": who, "intervals": [{"xmin": at, "xmax": at + 3, "text": t} for w, t, at in TALK if w == who]}
        for who in ("Interviewer", "Teun")]},
    "who speaks in an object of its own": [{"start_timestamp": {"relative": at}, "content": f"<p>{t}</p>",
                                            "author": {"id": len(w), "nickname": w}} for w, t, at in TALK],
    "objects by number": {f"{n:03}": {"role": w, "begin": at, "body": t} for n, (w, t, at) in enumerate(TALK)},
    "columns": {"who": [w for w, _, _ in TALK], "text": [t for _, t, _ in TALK], "start": [at for *_, at in TALK]},
    "rows below a head": {"columns": ["start", "speaker", "text"], "data": [[at + 0.0, w, t] for w, t, at in TALK]},
    "keys of no word": [{"s": w, "n": at, "z": t} for w, t, at in TALK],
    "words under keys of no word": {"tokens": [{"w": one["w_text"], "s": one["start"], "spkr": w}
                                               for w, t, at in TALK for one in words_of(t, at)]},
    "the newest first": {"messages": [{"sender": w, "time": at, "message": t} for w, t, at in reversed(TALK)]},
}  # fmt: skip


@pytest.mark.parametrize("program", LISTS)
def test_what_was_said_is_found_in_the_json_of_any_program(study, program):
    assert turns_of(study, json.dumps(LISTS[program]).encode(), "N.json") == MEANT


def test_an_object_a_line_is_a_list(study):
    lines = "".join(json.dumps({"speaker": w, "text": t, "start": at}) + "\n" for w, t, at in TALK)
    assert turns_of(study, lines.encode(), "N.json") == MEANT


@pytest.mark.parametrize(
    "content",
    [
        [{w: t} for w, t, _ in TALK],
        [[w, t] for w, t, _ in TALK],
        [f"{w}: {t}" for w, t, _ in TALK],
        {"title": "x", "whole": "\n".join(f"{w}: {t}" for w, t, _ in TALK)},
    ],
)
def test_json_without_keys_for_who_and_what_is_read_as_rows_or_lines(study, content):
    assert [one[:2] for one in turns_of(study, json.dumps(content).encode(), "N.json")] == [one[:2] for one in MEANT]


def test_a_second_list_of_talk_in_a_json_file_is_looked_at(study):
    more = [
        {"from": w, "line": f"Later on, somebody else entirely remarked upon this: {n}."}
        for n, (w, *_) in enumerate(TALK)
    ]
    path = study.raw / "interviews" / "N.json"
    path.write_text(json.dumps(WHISPER | {"afternoon": more[:3]}))
    found = note_reading.read_note(Note("N", "N.json", path, "employer", "North", "", [], [], False), "N.json", study)
    assert len(found.turns) == len(TALK) and found.account.looks


def test_what_a_json_file_says_beside_the_talk_is_told(study):
    content = WHISPER | {"summary": "Two people regret the lack of cold storage in town."}
    path = study.raw / "interviews" / "N.json"
    path.write_text(json.dumps(content))
    found = note_reading.read_note(Note("N", "N.json", path, "employer", "North", "", [], [], False), "N.json", study)
    assert [(one.reason, one.text) for one in found.aside if "storage" in one.text] == [("remarks", content["summary"])]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{'a': 1}", "no JSON"),
        (b'{"rows": [{"id": 1}]}', "nothing in it that was said"),
        (b"  ", "empty"),
        (b"[" * 9000, "lists in lists|no JSON"),
    ],
)
def test_json_without_talk_is_told(study, content, told):
    with pytest.raises(StudyError, match=told):
        turns_of(study, content, "N.json")


# ---- pages


def page(body: str, width: int, height: int = 100) -> bytes:
    head = f'#set page(width: {width}mm, height: {height}mm, margin: 12mm)\n#set text(size: 10pt, lang: "en")\n'
    return typst.compile((head + "#set par(justify: true)\n" + body).encode())


def spoken(study: Study, content: bytes) -> list[tuple]:
    return [(who, said.replace("’", "'")) for who, said, _ in turns_of(study, content, "N.pdf")]


LONG = f"{ANSWER} The boats came in below the old customs house, where the crane still stands and still rusts."


def test_a_line_far_below_the_others_is_the_foot_of_a_single_page(study):
    talk = "\n\n".join(f"{who}: {said}" for who, said, _ in TALK * 2)
    content = page(f"{talk}\n#place(bottom + left)[Teun - a study of the nets]", 150)
    assert spoken(study, content) == [one[:2] for one in MEANT * 2]


def test_line_numbers_close_to_the_words_are_no_words(study):
    body = '#set par.line(numbering: "1")\n' + f"Interviewer: {ASK}\n\nTeun: {LONG}\n\n" * 3
    assert spoken(study, page(body, 140)) == [("Interviewer", ASK), ("Teun", LONG)] * 3


def test_a_narrow_table_keeps_its_rows_apart_from_its_head(study):
    cells = ", ".join(f"[{who}], [{said}]" for who, said in GROUP)
    body = f"#table(columns: (auto, 1fr), [*Speaker*], [*What was said*], {cells})"
    assert spoken(study, page(body, 110)) == GROUP


def test_columns_of_a_newspaper_are_read_one_after_the_other(study):
    body = f"#columns(2)[{f'Interviewer: {ASK}' + chr(10) * 2 + f'Participant: {LONG}' + chr(10) * 2}"
    found = spoken(study, page(body + f"Interviewer: {MORE}\n\nParticipant: {LAST} {LONG}\n\n" * 2 + "]", 150, 70))
    assert found[:4] == [("Interviewer", ASK), ("Participant", LONG), ("Interviewer", MORE),
                         ("Participant", f"{LAST} {LONG}")]  # fmt: skip


def test_a_column_of_few_remarks_is_no_talk(study):
    cells = ", ".join(f"[{who}], [{said}], [{'check' if n == 1 else ''}]" for n, (who, said) in enumerate(GROUP * 2))
    body = f"#table(columns: (auto, 1fr, 20mm), [*Speaker*], [*Transcript*], [*Remarks*], {cells})"
    assert spoken(study, page(body, 90, 140)) == GROUP * 2


def test_questions_and_answers_side_by_side(study):
    body = f"#table(columns: (1fr, 2fr), [*Question*], [*Answer*], [{ASK}], [{LONG}], [{MORE}], [{LAST} {LONG}])"
    found = spoken(study, page(body, 130))
    assert [said for _, said in found] == [ASK, LONG, MORE, f"{LAST} {LONG}"]


def test_sentences_that_end_two_pages_alike_are_talk(study):
    body = f"Interviewer: {MORE}\n\nTeun: {LAST}\n#pagebreak()\nInterviewer: {MORE}\n\nTeun: {LAST}"
    assert spoken(study, page(body, 200)) == [("Interviewer", MORE), ("Teun", LAST)] * 2


@pytest.mark.parametrize("escape", [r"\u233?", r"\u233 ?", r"\'e9", r"\u233\'3f", r"\uc0\u233 ", r"\uc0\u233 \uc1 "])
def test_letters_of_rich_text_are_whole_however_they_are_written(study, escape):
    said = f"Elle est n{escape}ici et n{escape}e l{escape}. Voil{escape}!"
    rich = (
        r"{\rtf1\ansi\ansicpg1252 {\b I:}\tab Quand ?\par {\b R:}\tab "
        + said
        + r"\par I:\tab Bon ?\par R:\tab Oui.\par}"
    )
    found = turns_of(study, rich.encode(), "N.rtf")
    assert found[1][1] == "Elle est néici et née lé. Voilé!"


def test_an_asking_side_in_italics_beside_labels(study):
    document, out = docx.Document(), io.BytesIO()
    for who, said in GROUP:
        run = document.add_paragraph().add_run(said if who == "Moderator" else f"{who}: {said}")
        run.italic = who == "Moderator"
    document.save(out)
    found = [one[:2] for one in turns_of(study, out.getvalue(), "N.docx")]
    assert found == [(None if who == "Moderator" else who, said) for who, said in GROUP]


def test_a_column_for_each_speaker_on_a_page(study):
    cells = ", ".join(f"[{said}], []" if who == "Interviewer" else f"[], [{LONG} {said}]" for who, said, _ in TALK)
    found = spoken(study, page(f"#table(columns: (1fr, 1fr), [*Interviewer*], [*Islander*], {cells})", 140, 150))
    meant = [(who, said) if who == "Interviewer" else ("Islander", f"{LONG} {said}") for who, said, _ in TALK]
    assert found == meant


def test_the_foot_of_a_single_page_is_no_talk(study):
    foot = "#set page(footer: [Harbour – page #context counter(page).display()])\n"
    found = spoken(study, page(f"{foot}Interviewer: {MORE}\n\nTeun: {LAST}\n\nInterviewer: So?\n\nTeun: No.", 200, 120))
    assert found == [("Interviewer", MORE), ("Teun", LAST), ("Interviewer", "So?"), ("Teun", "No.")]


def test_the_column_with_the_talk_may_be_called_otherwise(study):
    rows = [
        ["Tier", "Start", "End", "Annotation"],
        *([w, f"0:00:{at:02}", f"0:00:{at + 3:02}", t] for w, t, at in TALK),
    ]
    assert turns_of(study, table(rows, "\t"), "N.tsv") == MEANT


def test_questions_beside_answers_without_a_head(study):
    talk = [("Who mends the nets?", "I do, on Sundays."), ("And who pays for it?", "Nobody yet.")]
    found = turns_of(study, table([*talk, ("Is there more?", "No.")]), "N.csv")
    assert [said for _, said, _ in found[:4]] == [*talk[0], *talk[1]]


def test_a_column_for_who_asks_and_one_for_who_answers_by_their_names(study):
    rows = [["Jo", "Lina"], ["Who mends the nets?", "I do, on Sundays."], ["And who pays for it?", "Nobody yet."]]
    assert [who for who, *_ in turns_of(study, table(rows), "N.csv")] == ["Jo", "Lina"] * 2


@pytest.mark.parametrize("kind", [table, workbook])
def test_facts_in_two_cells_may_stand_above_a_sheets_head(study, kind):
    about = [["Project", "Herring fund"], ["Interview", "KI-07, the quay"], ["Date", "2024-03-19"]]
    head = ["Line", "Time", "Speaker", "Utterance", "Code"]
    body = [[n, f"00:00:{at:02}", who, said, "x"] for n, (who, said, at) in enumerate(TALK, 1)]
    wide = [row + [""] * (len(head) - len(row)) for row in [*about, [], head, *body]]
    name = "N.csv" if kind is table else "N.xlsx"
    assert turns_of(study, kind(wide), name) == MEANT


def test_a_title_and_a_foot_across_a_newspapers_columns_are_nobodys(study):
    column = [f"{who}: {said}" for who, said in (("Host", ASK), ("Teun", LONG), ("Host", MORE), ("Teun", LAST))]
    one = "\n\n".join(column * 2)
    body = (
        "#align(center)[A talk on the quay about the herring run and what it paid]\n"
        f"#columns(2)[{one}\n#colbreak()\n{one}]\n#align(center)[Papers of the Quay Office and Society 3 | 1]"
    )
    assert spoken(study, page(body, 150, 150)) == [("Host", ASK), ("Teun", LONG), ("Host", MORE), ("Teun", LAST)] * 4


def test_a_second_sheet_about_the_people_is_nobodys_talk(study):
    book = openpyxl.Workbook()
    for row in [["Time", "Speaker", "Text"], *([f"00:00:{at:02}", who, said] for who, said, at in TALK)]:
        book.active.append(row)
    people = book.create_sheet("People")
    for row in [["Person", "Age", "Home"], ["Teun", 41, "the quay"], ["Ines", 55, "Loft 3"]]:
        people.append(row)
    out = io.BytesIO()
    book.save(out)
    assert turns_of(study, out.getvalue(), "N.xlsx") == MEANT


def test_a_table_with_a_column_for_each_of_two_people_one_of_them_unknown():
    rows = [["Intervieweuse (FR)", "Coach (EN)"], *([[ASK, ""], ["", ANSWER], [MORE, ""], ["", LAST]])]
    grid = Grid([[[Passage(cell)] if cell else [] for cell in row] for row in rows])
    found = [(passage.speaker, passage.text) for passage in read_grid(grid, Known())[0]]
    assert found == [(rows[0][n % 2], said) for n, said in enumerate((ASK, ANSWER, MORE, LAST))]
