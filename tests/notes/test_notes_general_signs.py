"""How people write down who speaks, told by general signs: what recurs, counts on, alternates, goes with the talk."""

import csv
import io
import textwrap
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import RGBColor
from notes_helpers import pandoc, study_with

from pipeline.notes import note_reading
from pipeline.notes.manifest import Note
from pipeline.study import Study, StudyError

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


def test_a_talk_pasted_into_one_line(study):
    found = read(study, " ".join(f"Interviewer: {ASK} Participant: {ANSWER}" for _ in range(3)))
    assert said(found) == [("i", ASK), ("p", ANSWER)] * 3


def test_what_a_program_says_of_itself_below_the_talk_is_no_answer(study):
    talk = f"Vera: {ASK}\n\nOle: {ANSWER}\n\nVera: {MORE}\n\nOle: {LAST}\n\n"
    found = read(
        study, talk + "Quill is the fastest automated transcription platform.\n\nConvert your mp3 files to text.\n"
    )
    assert [text for _, text in said(found)] == [text for _, text in MEANT]


def test_the_title_again_beside_each_page_number_is_a_running_head(study):
    halves = ANSWER.split(": ")
    head = "THAW AND PLACE — Interview 22\n\n"
    talk = f"Vera: {ASK}\n\nOle: {halves[0]}:\n\n12\n\n{head}{halves[1]}\n\nVera: {MORE}\n\n13\n\n{head}Ole: {LAST}\n"
    assert [text for _, text in said(read(study, head + talk))] == [text for _, text in MEANT]


def test_columns_whose_head_is_told_by_the_times_below_it(study):
    rows = [[f"0{n}:10", who, text] for n, (who, (_, text)) in enumerate(zip(["Vera", "Ole"] * 2, MEANT, strict=True))]
    found = read(study, sheet([["Min.", "From whom", "Word for word, as close as it goes"], *rows]), "N.csv")
    assert named(found) == ["Vera", "Ole"] * 2


def test_json_gives_the_names_of_speakers_elsewhere(study):
    items = ",".join(f'{{"speaker": "s{n % 2}", "text": "{text}"}}' for n, (_, text) in enumerate(MEANT))
    known = '"speakers": [{"spkid": "s0", "name": "Vera Holm"}, {"spkid": "s1", "name": "Ole"}]'
    assert named(read(study, f'{{{known}, "segments": [{items}]}}', "N.json")) == ["Vera Holm", "Ole"] * 2


def test_json_whose_keys_nobody_knows_is_read_by_what_stands_in_it(study):
    items = ",".join(
        f'{{"w": "{who}", "n": {n}.5, "z": "{text}"}}'
        for n, (who, (_, text)) in enumerate(zip(["mod", "p_07"] * 2, MEANT, strict=True))
    )
    found = read(study, f'{{"hall": "x", "k": [{items}]}}', "N.json")
    assert said(found) == MEANT and [turn.start_s for turn in found.turns] == [0.5, 1.5, 2.5, 3.5]


def test_timed_text_with_speakers_named_in_its_head(study):
    head = (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><head><metadata>'
        '<ttm:agent xml:id="a0" type="person"><ttm:name type="full">Vera</ttm:name></ttm:agent>'
        '<ttm:agent xml:id="a1" type="person"><ttm:name type="full">Ole</ttm:name></ttm:agent></metadata></head>'
    )
    lines = "".join(
        f'<p begin="00:00:0{n}.000" end="00:00:0{n}.900" ttm:agent="a{n % 2}">{text}</p>'
        for n, (_, text) in enumerate(MEANT)
    )
    found = read(study, f"{head}<body><div>{lines}</div></body></tt>", "N.xml")
    assert said(found) == MEANT and named(found) == ["Vera", "Ole"] * 2 and found.turns[1].start_s == 1


def test_xml_in_which_nobody_says_anything_is_told(study):
    with pytest.raises(StudyError, match="nothing in it that was said"):
        read(study, "<list><p>Nobody speaks.</p></list>", "N.xml")


SIDES = ("Vera Holm", "Ole")
SPOKEN = [(n, SIDES[n % 2], text) for n, (_, text) in enumerate(MEANT)]


def each(form: str, who: str = "") -> str:
    """One element a turn, of one person or of both."""
    return "".join(form.format(n=n, m=n + 1, who=one, text=text) for n, one, text in SPOKEN if who in ("", one))


def tiers(tier: str, inner: str) -> str:
    return "".join(tier.format(who=who, said=each(inner, who)) for who in SIDES)


def points(form: str) -> str:
    return "".join(form.format(n=n) for n in range(5))


XML = {
    "N.eaf": "<DOC><TIME_ORDER>" + points('<SLOT SLOT_ID="t{n}" TIME_VALUE="{n}500"/>') + "</TIME_ORDER>"
    + tiers('<TIER TIER_ID="{who}">{said}</TIER>',
            '<A><ONE TIME_REF1="t{n}" TIME_REF2="t{m}"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ONE></A>')
    + '<TIER PARENT_REF="Ole" TIER_ID="English"><A><REF><ANNOTATION_VALUE>Nobody said so.</ANNOTATION_VALUE></REF></A>'
    + "</TIER></DOC>",
    "N.exb": "<b><who>" + tiers('<speaker id="S-{who}"><abbreviation>{who}</abbreviation></speaker>', "") + "</who>"
    + points('<tli id="p{n}" time="{n}.5"/>')
    + tiers('<tier speaker="S-{who}" category="v">{said}</tier>', '<event start="p{n}" end="p{m}">{text} </event>')
    + '<tier category="nv"><event start="p1" end="p2">a door</event></tier></b>',
    "N.trs": '<!DOCTYPE Trans SYSTEM "trans-14.dtd"><Trans>' + tiers('<Speaker id="id {who}" name="{who}"/>', "")
    + each('<Turn speaker="id {who}" startTime="{n}.5"><Sync time="{n}.5"/>{text}</Turn>') + "</Trans>",
    "N.flk": "<f>" + points('<point point-id="p{n}" at="{n}.5"/>')
    + each('<turn speaker-reference="{who}" start-reference="p{n}"><segment>{text}</segment></turn>') + "</f>",
    "N.xml": "<rows>" + each("<row><who>{who}</who><begin>{n}.5</begin><said>{who}: {text}</said></row>") + "</rows>",
    "N.dfxp": "<tt><p begin=\"0.5s\">" + "</p><p begin=\"2.5s\">".join(
        "<br/>".join(f"{who}: {text}" for _, who, text in SPOKEN[n : n + 2]) for n in (0, 2)) + "</p></tt>",
    "N.itt": "<tt><body><div>" + each('<p begin="{n}5000000t">{who}: {text}</p>') + "</div></body></tt>",
}  # fmt: skip


@pytest.mark.parametrize("name", XML)
def test_xml_of_any_program_is_read_by_its_attributes_and_time_line(study, name):
    found = read(study, XML[name], name)
    assert said(found) == MEANT and named(found) == [*SIDES] * 2
    assert [turn.start_s for turn in found.turns] == (
        [0.5, 0.5, 2.5, 2.5] if name == "N.dfxp" else [0.5, 1.5, 2.5, 3.5]
    )


def test_a_list_that_goes_time_for_time_with_a_speakers_own_is_told_and_no_talk(study):
    tier = '<tier speaker="{who}">{said}</tier>'
    spoken = tiers(tier, '<event start="{n}.5" end="{m}.5">{text}</event>')
    glossed = tiers(tier, '<event start="{n}.5" end="{m}.5">Et voilà encore une phrase numéro {n}.</event>')
    found = read(study, f"<b>{spoken}{glossed}</b>", "N.exb")
    assert said(found) == MEANT and found.account.looks


def test_elements_that_take_turns_are_turns(study):
    sides = dict(zip(SIDES, ("interviewer", "baker"), strict=True))
    tagged = "".join(f"<{sides[who]}>{text}</{sides[who]}>" for _, who, text in SPOKEN)
    assert said(read(study, f"<talk>{tagged}</talk>", "N.xml")) == MEANT
    in_pairs = each("<speaker>{who}</speaker><text>{text}</text>")
    assert named(read(study, f"<talk>{in_pairs}</talk>", "N.xml")) == [*SIDES] * 2


def test_xml_that_declares_entities_is_refused(study):
    with pytest.raises(StudyError, match="unsafe"):
        read(study, '<!DOCTYPE a [<!ENTITY x "y">]><a><p start="1">&x;</p></a>', "N.xml")


def test_a_short_grid_of_tiers_is_read_like_a_long_one(study):
    spoken = tiers('"IntervalTier"\n"{who}"\n0\n9\n2\n{said}', '{n}.5\n{m}\n"{text}"\n')
    grid = f'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n9\n<exists>\n2\n{spoken}'
    assert said(read(study, grid, "N.TextGrid")) == MEANT


def test_who_speaks_under_other_labels_from_some_place_on_is_told_apart_there_too(study):
    names = ["Interviewer", "Participant"] * 2 + ["NB", "CT"] * 2
    asked = [f"{who}: {text}" for who, (_, text) in zip(names, MEANT * 2, strict=True)]
    found = read(study, "\n\n".join(asked), "N.txt")
    assert [side for side, _ in said(found)] == [side for side, _ in MEANT * 2] and found.account.looks


def test_a_grid_of_tiers_is_in_order_of_time(study):
    def tier(name: str, said: list[tuple[int, str]]) -> str:
        spoken = "".join(f'intervals:\n xmin = {at}.0\n xmax = {at}.9\n text = "{text}"\n' for at, text in said)
        return f'item:\n class = "IntervalTier"\n name = "{name}"\n{spoken}'

    asked = tier("interviewer", [(0, ASK), (1, ""), (2, MORE)])
    text = 'File type = "ooTextFile"\nObject class = "TextGrid"\n' + asked + tier("sewer", [(1, ANSWER), (3, LAST)])
    found = read(study, text)
    assert said(found) == MEANT and named(found)[:2] == ["interviewer", "sewer"]


def test_a_form_that_only_names_have_tells_who_speaks_below(study):
    page = "".join(
        f'<div class="from">{who}</div><div class="text">{text}</div>'
        for who, (_, text) in zip(["the study desk", "goran"] * 2, MEANT, strict=True)
    )
    assert named(read(study, f"<html><body>{page}</body></html>", "N.html")) == ["the study desk", "goran"] * 2


def test_a_line_below_a_table_of_talk_is_no_answer(study):
    rows = "".join(f"<tr><td>{who}</td><td>{text}</td></tr>" for who, (_, text) in zip("QAQA", MEANT, strict=True))
    page = (
        f"<html><body><table><tr><th>Who</th><th>What</th></tr>{rows}</table><p>Last edited by admin</p></body></html>"
    )
    assert said(read(study, page, "N.html")) == MEANT


def test_everyday_words_in_brackets_that_take_turns_are_people(study):
    cues = "".join(
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n<b>[{who}]</b> {text}\n\n"
        for n, (who, (_, text)) in enumerate(zip(["Reporter", "Vendor"] * 4, MEANT * 2, strict=True), 1)
    )
    assert named(read(study, cues, "N.srt")) == ["Reporter", "Vendor"] * 4


def test_an_open_document_without_a_part_for_styles_is_read(study):
    out, bare = io.BytesIO(), io.BytesIO(pandoc("odt"))
    with zipfile.ZipFile(bare) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != "styles.xml":
                new.writestr(name, old.read(name))
    assert named(read(study, out.getvalue(), "N.odt"))[:2] == ["INT", "P1"]


def test_a_beginning_without_a_letter_is_no_label(study):
    talk = f"--> Marguerite -->\n{ASK}\n\n--> Tor -->\n{ANSWER}\n\n"
    assert [text for _, text in said(read(study, talk * 3))]


def test_a_cell_that_reaches_over_two_rows_speaks_in_both(study):
    document, out = docx.Document(), io.BytesIO()
    grid = document.add_table(rows=0, cols=2)
    for who, text in [
        ("Who", "Said"),
        ("Moderator", ASK),
        ("Greta", ANSWER),
        ("", LAST),
        ("Moderator", MORE),
        ("Bo", "Yes."),
    ]:
        cells = grid.add_row().cells
        cells[0].text, cells[1].text = who, text
    grid.cell(2, 0).merge(grid.cell(3, 0))
    document.save(out)
    assert said(read(study, out.getvalue(), "N.docx"))[1] == ("p", f"{ANSWER} {LAST}")


def test_json_that_keeps_a_page_is_read_as_the_page(study):
    page = "".join(
        f"<p>0:0{n} <b>{who}:</b> {text}</p>" for n, (who, (_, text)) in enumerate(zip("IPIP", MEANT, strict=True))
    )
    assert said(read(study, f'{{"text": "{page}", "media": "x.mp3"}}', "N.json")) == MEANT


def test_messages_in_json_are_of_who_sent_them(study):
    items = ",".join(
        f'{{"id": {n}, "from": "{who}", "text": "{text}"}}'
        for n, (who, (_, text)) in enumerate(zip(["Ola", "Zai"] * 2, MEANT, strict=True))
    )
    assert named(read(study, f'{{"name": "Chat", "messages": [{items}]}}', "N.json")) == ["Ola", "Zai"] * 2


@pytest.mark.parametrize("file", ["N.txt", "N.ass"])
def test_styled_subtitles_name_who_speaks_in_a_column(study, file):
    head = "[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Style, Name, Effect, Text\n"
    lines = "".join(
        f"Dialogue: 0,0:00:0{n}.00,0:00:0{n}.90,Default,{who},,{text}\n"
        for n, (who, (_, text)) in enumerate(zip(["Odile", "Ruben"] * 2, MEANT, strict=True))
    )
    found = read(study, head + lines, file)
    assert said(found) == MEANT and named(found)[0] == "Odile" and found.turns[1].start_s == 1


def test_numbers_run_into_labels_are_no_part_of_them(study):
    talk = "\n".join(
        f"{n}.{who}: {text}" for n, (who, (_, text)) in enumerate(zip("ICICIC", [*MEANT, *MEANT[:2]], strict=True), 1)
    )
    assert set(named(read(study, "Kitchen 5\n\n" + talk))) == {"I", "C"}


@pytest.mark.parametrize(("answer", "marked"), [(LAST, False), ("And why do you ask?", True)])
def test_who_asks_is_told_as_a_guess_only_where_the_talk_leaves_a_doubt(study, answer, marked):
    talk = f"Vera: {ASK}\n\nOle: {ANSWER}\n\nVera: {MORE}\n\nOle: {answer}\n\n"
    found = read(study, talk * 2)
    assert found.roles.how == "talk" and found.roles.interviewer == ["Vera"]
    assert ("who asks was guessed from the talk" in found.account.looks) == marked


def test_hidden_text_of_word_is_no_talk_and_is_told(study):
    document, out = docx.Document(), io.BytesIO()
    for who, (_, text) in zip(["Q", "A"] * 2, MEANT, strict=True):
        paragraph = document.add_paragraph(f"{who}: {text}")
        paragraph.add_run(" Ask again in May.").font.hidden = True
    document.save(out)
    found = read(study, out.getvalue(), "N.docx")
    assert said(found) == MEANT and "Ask again in May." in [one.text for one in found.aside if one.reason == "remarks"]


def test_a_label_left_out_of_a_talk_without_stops_is_told(study):
    lines = ["mod: who begins", "deb: me", "mod: go on", "deb: six weeks it was", "mod: and then", "deb: two years"] * 2
    whole, spoilt = read(study, "\n".join(lines)), read(study, "\n".join([*lines[:3], "six weeks it was", *lines[4:]]))
    told = "one turn goes on below, as no other does"
    assert len(whole.turns) == 12 and told not in whole.account.looks and told in spoilt.account.looks


def test_what_is_said_below_a_list_of_those_present_is_no_line_of_it(study):
    talk = "VH: You came by bus today. Useful?\nOB: Once a week, yes.\nVH: And back?\nOB: On foot."
    found = read(study, f"Discussion group\nPresent:\n{talk}", "N.txt")
    assert said(found)[0] == ("i", "You came by bus today. Useful?")


def test_a_second_one_who_asks_is_told_by_who_answers_them(study):
    talk = [("THE CHAIR", "Would you begin?"), ("MS. OBI", "We keep two hundred hives, Madam Chair."),
            ("MR. VANCE", "And how many of those are yours?"), ("MS. OBI", "Four, and one is empty."),
            ("MR. VANCE", "Why is it empty?"), ("MS. OBI", "The cold took them."),
            ("THE CHAIR", "Who paid for it?"), ("MS. OBI", "Nobody but us.")]  # fmt: skip
    found = read(study, "\n\n".join(f"{who}: {text}" for who, text in talk), "N.txt")
    assert [side for side, _ in said(found)] == ["i", "p"] * 4
    back = [("Obi", "Which one?") if n in (3, 5) else (who, text) for n, (who, text) in enumerate(talk[:2] * 4)]
    found = read(study, "\n\n".join(f"{who}: {text}" for who, text in back), "N.txt")
    assert ("p", "Which one?") in said(found)


def test_a_caption_that_goes_on_in_the_next_one_is_no_title(study):
    cues = ["I want to tell of the day the water came. For", "nineteen years we carried it."]
    text = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{cue}\n\n" for n, cue in enumerate(cues, 1))
    assert " ".join(text for _, text in said(read(study, text, "N.srt"))) == " ".join(cues)


def cues(*said: str) -> str:
    return "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{one}\n\n" for n, one in enumerate(said, 1))


def test_two_who_speak_in_one_caption_are_two_turns(study):
    (_, ask), (_, answer), (_, more), (_, last) = MEANT
    named_inside = cues(f"Vera: {ask}", f"Ole: {answer} Vera: {more}", f"Ole: {last}")
    assert said(read(study, named_inside, "N.srt")) == MEANT
    assert said(read(study, cues(f"- {ask} - {answer}", f"- {more} - {last}"), "N.srt")) == MEANT
    assert said(read(study, cues(f">> {ask} >> {answer}", f">> {more} >> {last}"), "N.srt")) == MEANT


def test_the_day_and_length_of_a_recording_are_nobodys_label(study):
    body = "\n\n".join(f"{who}  0:0{n}\n{text}" for n, who, text in SPOKEN)
    found = read(study, f"Ole_interview\nMon, Mar 17, 2025 • 7:10\n\nSPEAKERS\nVera Holm, Ole\n\n{body}", "N.txt")
    assert said(found) == MEANT


TYPED = "\n\n".join(f"{'Vera' if side == 'i' else 'Ole'}: {text}" for side, text in MEANT)


@pytest.mark.parametrize(
    "below",
    [
        "\n\nOle Brun\nHarbour Guild | Quay 4 | www.guild.example",
        "\n\nSent from my telephone",
        "\nTyped by K. on 4 May, checked once.",
        "\nTranscription : K. Roy, le 4 mai",
        "\nEnd.",
    ],
)
def test_what_is_written_below_the_last_answer_is_no_part_of_it(study, below):
    assert said(read(study, TYPED + below, "N.txt")) == MEANT


def test_a_line_below_an_answer_that_had_room_above_is_looked_at(study):
    sold = "We sold the boat in March. It was an old one and nobody wanted to mend it for the price that we asked then."
    talk = [("P07", sold), ("INT", "Who bought it?")] * 4
    lines = [line for who, text in talk for line in textwrap.wrap(f"{who}: {text}", 40)]
    assert not read(study, "\n".join(lines), "N.txt").account.looks
    below = [*lines, "P07: A cousin.", "Put down from memory at noon."]
    assert read(study, "\n".join(below), "N.txt").account.looks


@pytest.mark.parametrize("sign", [",", ";", ".", ""])
def test_a_label_with_a_number_counts_though_its_sign_was_mistyped(study, sign):
    lines = [f"{'int1' if side == 'i' else 'p01'}: {text}" for side, text in MEANT * 2]
    lines[3] = lines[3].replace("p01:", f"p01{sign}")
    assert said(read(study, "\n".join(lines), "N.txt")) == MEANT * 2


def test_a_letter_without_its_sign_in_a_short_talk_is_looked_at(study):
    text = "\n".join(
        f"{side.upper()}: {text}" for side, text in [*MEANT, ("i", "Would you stay on?"), ("p", "I would.")]
    )
    assert not read(study, text, "N.txt").account.looks
    assert read(study, text.replace("I: And", "I And"), "N.txt").account.looks
