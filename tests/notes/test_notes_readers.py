"""The same interview gives the same turns, whatever format it was kept in."""

import io
import re
import textwrap
import zipfile

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notes_helpers import HEADER, TALK, cues, labelled, pandoc, pdf, repacked, study_with, text, turns, word, wrapped

from pipeline.notes.divided_words import join_words
from pipeline.notes.passages import tidy
from pipeline.notes.pdf import read_pdf
from pipeline.notes.pdf_heads import running
from pipeline.notes.text_files import decode

FORMATS = {
    "N-01.docx": lambda: word(),
    "N-02.docx": lambda: word(table=True),
    "N-03.odt": lambda: pandoc("odt"),
    "N-04.rtf": lambda: pandoc("rtf"),
    "N-05.html": lambda: pandoc("html"),
    "N-06.md": lambda: labelled().encode(),
    "N-07.txt": text,
    "N-08.txt": lambda: wrapped().encode("utf-16"),
    "N-09.txt": lambda: wrapped().encode("cp1252").replace(b"\n", b"\r\n"),
    "N-10.txt": lambda: wrapped().encode("mac_roman").replace(b"\n", b"\r"),
    "N-11.txt": lambda: wrapped().encode("utf-8-sig"),
    "N-12.vtt": cues,
    "N-13.srt": lambda: cues(form="srt"),
    "N-14.pdf": pdf,
    "N-15.txt": lambda: wrapped().encode("utf-16-le"),
}

# A turn has a word of two letters at least: one letter behind a label is not told from a mark on a form.
SAID = st.text(alphabet="abcdefg ,.'é", min_size=3, max_size=200).map(tidy).filter(re.compile("[a-gé]{2}").search)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    study = study_with(tmp_path_factory.mktemp("formats"), {name: make() for name, make in FORMATS.items()})
    return turns(study)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_turns_and_roles(read, name):
    found = read[read["note_id"] == name.split(".")[0]]
    assert list(zip(found["speaker"], found["text"], strict=True)) == TALK
    assert list(found["role"]) == ["interviewer", "participant"] * 3
    assert list(found["turn"]) == [1, 2, 3, 4, 5, 6]


def test_subtitles_keep_their_times(read):
    found = read[read["note_id"] == "N-12"]
    assert found["start_s"].is_monotonic_increasing and found["start_s"].iloc[0] == 4.0
    assert (found["end_s"] > found["start_s"]).all()
    assert read.loc[read["note_id"] == "N-01", "start_s"].isna().all()


def test_markdown_with_bold_labels_and_headings(tmp_path):
    content = b"# Interview\n\n**Q:** How *are* you?\n\n**A:** Fine,\nthanks.\n\n## Part two\n\n**Q:** And now?\n\n"
    content += b"**A:** Fine still.\n"
    found = turns(study_with(tmp_path, {"N.md": content}))
    assert list(found["text"]) == ["How are you?", "Fine, thanks.", "And now?", "Fine still."]


def test_html_entities_and_scripts(tmp_path):
    content = "<html><head><script>Q: no</script></head><body><p>Q: &Ccedil;a va?</p>"
    content += "<p>R: Oui &amp; non, été.</p></body></html>"
    found = turns(study_with(tmp_path, {"N.html": content.encode("cp1252")}))
    assert list(found["text"]) == ["Ça va?", "Oui & non, été."]


def test_letters_of_another_alphabet_inside_a_word_are_read_as_those_they_look_like(tmp_path):
    content = "Q: Who?\n\nR: M\u0430rtin, or \u041c\u0430\u0440\u0442\u0438\u043d, h\u0430\u03c7a of 5 \u03bcm.\n"
    found = turns(study_with(tmp_path, {"N.txt": content.encode()}))
    assert found["text"].iloc[1] == "Martin, or \u041c\u0430\u0440\u0442\u0438\u043d, h\u0430\u03c7a of 5 \u03bcm."


def test_right_to_left_and_invisible_marks_are_dropped(tmp_path):
    content = "\ufeffQ\u200f: Who\u200b are you?\n\nR\u200e: \u202bI am\u202c Sam, of\u00a0course.\n"
    found = turns(study_with(tmp_path, {"N.txt": content.encode()}))
    assert list(found["speaker"]) == ["Q", "R"]
    assert list(found["text"]) == ["Who are you?", "I am Sam, of course."]


def test_turns_switch_languages(tmp_path):
    talk = "Q: Who are you and what do you do here?\n\nR: Je suis directrice de la coopérative depuis neuf ans.\n\n"
    talk += "Q: Et vous?\n\nR: I came over from the bank last year.\n"
    found = turns(study_with(tmp_path, {"N.txt": talk.encode()}, {"N": {"language": "mixed"}}))
    assert list(found["language"]) == ["en", "fr", "fr", "en"]


def test_a_three_hour_transcript_is_read(tmp_path):
    talk = [(label, f"{said} ({number})") for number in range(150) for label, said in TALK]
    found = turns(study_with(tmp_path, {"N.vtt": cues(talk), "M.docx": word(talk)}))
    assert found.groupby("note_id").size().to_dict() == {"N": 900, "M": 900}


def test_running_heads_and_page_numbers_go_and_repeated_talk_stays():
    pages = [
        ["SECRET A 1", "Q: Yes?", "R: Yes.", "1/3"],
        ["SECRET A 2", "R: Yes.", "12", "more", "Page 2 of 3"],
        ["SECRET A 3", "end", "- 3 -"],
    ]
    kept = [line for page, (first, last) in zip(pages, running(pages), strict=True) for line in page[first:last]]
    assert kept == ["Q: Yes?", "R: Yes.", "R: Yes.", "12", "more", "end"]


def test_the_heads_of_left_and_right_pages_differ(tmp_path):
    side = "if calc.odd(counter(page).get().first()) [Water Study] else [Talk 5, Grower]"
    heads = f"#set page(width: 300pt, height: 160pt, header: context {side})\n"
    crops = ["plums", "beans", "barley", "oats", "lupins", "carrots", "leeks", "onions", "chard"]
    talk = "".join(f"Interviewer: And your {crop}, how were they?\n\nGrower: All {crop} drowned.\n\n" for crop in crops)
    (tmp_path / "page.pdf").write_bytes(typst.compile((heads + talk).encode()))
    blocks, aside = read_pdf(tmp_path / "page.pdf", "page.pdf")
    assert not any("Water" in block.text or "Talk 5" in block.text for block in blocks)
    assert [one.text for one in aside] == ["Water Study", "Talk 5, Grower", "Water Study"]


def test_numbers_close_before_the_lines_of_a_page_are_no_words(tmp_path):
    content = (
        '#set page(width: 300pt)\n#set par.line(numbering: "1")\n' + "JB: How deep was it?\n\nLM: To the knee.\n\n" * 4
    )
    (tmp_path / "page.pdf").write_bytes(typst.compile(content.encode()))
    blocks, aside = read_pdf(tmp_path / "page.pdf", "page.pdf")
    assert [block.text for block in blocks] == ["JB: How deep was it?", "LM: To the knee."] * 4
    assert [one.text for one in aside][:2] == ["1", "2"]


def test_speakers_at_the_top_of_pages_are_no_running_heads():
    pages = [["Jo", f"{a}?", "Lina", f"{a}.", "Jo", "And?", "Lina", f"{b}?", "Jo", b] for a, b in ("ab", "cd", "ef")]
    assert running(pages) == [(0, 10)] * 3


def test_a_name_divided_before_an_elided_article_keeps_its_hyphen():
    lines = ["au campus de Val-", "d’Or, et aujour-", "d’hui encore"]
    assert join_words(lines) == ["au campus de Val-d’Or,", "et aujourd’hui", "encore"]


def test_divided_words_join_and_hyphens_of_compounds_stay():
    lines = [
        "a mid-term review of the demonstra-",
        "tion, with a mid-",
        "term form and Jean-",
        "Paul, the demonstra-",
        "tor.",
    ]
    said = "a mid-term review of the demonstration, with a mid-term form and Jean-Paul, the demonstrator."
    assert " ".join(line for line in join_words(lines) if line) == said


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="abcdeéèàçùôîïâëœ’«»– .,?", min_size=30, max_size=300).filter(lambda said: said.strip()))
def test_utf8_and_utf16_texts_come_back_as_they_were(said):
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert decode(said.encode(encoding), "note") == said


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_accents_of_old_encodings_are_right(encoding):
    said = "Oui, l’été passé deux stagiaires françaises à l’hôpital, où ça allait très bien; c’était drôle, « déjà »."
    assert decode(said.encode(encoding), "note") == said


@settings(max_examples=40, deadline=None)
@given(st.lists(SAID, min_size=2, max_size=8), st.integers(20, 90))
def test_hard_wrapping_never_changes_a_turn(said, width):
    from pipeline.notes import choose, labels
    from pipeline.notes.passages import Passage

    passages = []
    for number, words in enumerate(said):
        lines = textwrap.wrap(f"{'QA'[number % 2]}: {words}", width, break_long_words=False, break_on_hyphens=False)
        passages += [Passage(line, opens_paragraph=first == 0) for first, line in enumerate(lines)]
    best = choose.read_layouts([Passage(line) for line in HEADER] + passages, labels.Known())[0]
    assert [turn.text for turn in best.turns] == said


BOXED = "<w:p><w:r><w:t>R: It is open on </w:t></w:r>{}<w:r><w:t> only.</w:t></w:r></w:p>"
INSIDE = "<w:txbxContent><w:p><w:r><w:t>Nobody knew of it.</w:t></w:r></w:p></w:txbxContent>"
PARTS_OF_WORD = {
    "a field": (
        '<w:fldSimple w:instr=" DATE "><w:r><w:t>Mondays</w:t></w:r></w:fldSimple>', ["It is open on Mondays only."],
    ),
    "a box": (
        f"<w:r><w:drawing>{INSIDE}</w:drawing></w:r>", ["It is open on only. Nobody knew of it."],
    ),
    "a box, for older programs too": (
        '<w:r><x:AlternateContent xmlns:x="http://schemas.openxmlformats.org/markup-compatibility/2006"><x:Choice>'
        f"<w:drawing>{INSIDE}</w:drawing></x:Choice><x:Fallback><w:pict>{INSIDE}</w:pict></x:Fallback>"
        "</x:AlternateContent></w:r>", ["It is open on only. Nobody knew of it."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("part", PARTS_OF_WORD)
def test_words_in_a_box_or_a_field_of_word_are_read_and_once(tmp_path, part):
    inside, said = PARTS_OF_WORD[part]
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        xml = archive.read("word/document.xml").decode()
    changed = xml.replace("<w:sectPr", BOXED.format(inside) + "<w:sectPr", 1).encode()
    found = turns(study_with(tmp_path, {"N.docx": repacked(word(), word__document_xml=changed)}))
    assert list(found["text"])[-1:] == said
