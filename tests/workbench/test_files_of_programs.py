"""Files of other coding programs, drawn by hand in the ways that programs differ: what is placed, what is told."""

import sqlite3
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.decisions import memos
from pipeline.exchange import commands, offsets
from pipeline.exchange.anchor import Anchor
from pipeline.exchange.code_names import CodeNames
from pipeline.exchange.masked_words import pseudonymised
from pipeline.exchange.qdpx_read import read_qdpx
from pipeline.exchange.study_inputs import Inputs
from pipeline.exchange.transcripts import Transcript, Turn
from pipeline.study import Study, StudyError
from tests.workbench.conftest import standing
from tests.workbench.refi_files import (
    CODE,
    NOTE,
    OTHER,
    SELECTION,
    SOURCE,
    USER,
    code,
    coding,
    project,
    qdpx,
    selection,
    text_source,
)

WORDS = "instead of buying one"  # N-02, turn 2
WHERE = "N-02#2"


@pytest.fixture
def texts(study: Study) -> dict[str, str]:
    return {note.name: note.text for note in Inputs(study).transcripts}


def spots(study: Study) -> set[tuple[str, str, str]]:
    rows = standing(study)
    return {(row.segment_id, row.code, row.quote) for row in rows.itertuples() if row.decision == "assigned"}


def memo_texts(study: Study) -> set[tuple[str, str, str]]:
    return {(row.about, row.target, row.text) for row in memos.read(study).itertuples()}


def taken(study: Study, path: Path, coder: str = "ana") -> str:
    return "\n".join(commands.import_file(study, path, coder))


def plain_project(texts: dict[str, str], **more: str) -> tuple[str, dict[str, str]]:
    """A project with one coding of WORDS, positions as the standard counts, and its files."""
    text = texts["N-02"]
    start = text.index(WORDS)
    return project(text_source(selection(start, start + len(WORDS))), **more), {"a.txt": text}


@pytest.mark.parametrize(
    "namespace",
    ["urn:QDA-XML:project:1:0", "urn:QDA-XML:project:1.5", "urn:QDA-XML:codebook:1.0", "",
     "http://schema.qdasoftware.org/versions/Project/v1.0", "https://www.qdasoftware.org/project"],
)  # fmt: skip
def test_a_project_in_any_namespace_is_read(study, texts, tmp_path, namespace):
    taken(study, qdpx(tmp_path / "p.qdpx", *plain_project(texts, namespace=namespace)))
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


@pytest.mark.parametrize(
    "encode",
    [
        lambda xml: xml.encode("utf-8-sig"),
        lambda xml: xml.encode("utf-16"),  # declared as UTF-8 nevertheless
        lambda xml: xml.replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-8"),
        lambda xml: xml.replace('"utf-8"', '"windows-1252"').replace("Francesca", "Zoé").encode("cp1252"),
        lambda xml: b"\n  " + xml.encode("utf-8"),
    ],
    ids=["mark", "utf-16 called utf-8", "utf-8 called utf-16", "windows", "blanks above"],
)
def test_the_declared_encoding_is_not_trusted(study, texts, tmp_path, encode):
    xml, files = plain_project(texts)
    taken(study, qdpx(tmp_path / "p.qdpx", encode(xml), files))
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(f'targetGUID="{CODE}"', f'targetGUID="{{{CODE.lower()}}}"'),
        lambda xml: xml.replace(f'guid="{USER}"', f'guid="{{{USER.lower()}}}"'),
        lambda xml: xml.replace(f' creatingUser="{USER}"', ""),
        lambda xml: xml.replace("2024-05-01T10:00:00Z", "01/05/2024 10:00"),
        lambda xml: xml.replace("2024-05-01T10:00:00Z", "0001-01-01T00:00:00"),
        lambda xml: xml.replace(' isCodable="true"', ""),
        lambda xml: xml.replace('isCodable="true"', 'isCodable="True"'),
        lambda xml: xml.replace("internal://a.txt", "relative:///sources/A.TXT"),
        lambda xml: xml.replace("internal://a.txt", "sources\\a.txt"),
        lambda xml: xml.replace("<Users>", "<Strange><Part/></Strange><Users>"),
    ],
    ids=["braces", "user in braces", "no user", "day first", "year 1", "bare", "True", "relative", "windows", "new"],
)
def test_what_programs_write_otherwise_is_read_all_the_same(study, texts, tmp_path, change):
    xml, files = plain_project(texts)
    taken(study, qdpx(tmp_path / "p.qdpx", change(xml), files))
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


def counted(text: str, at: int, unit: str, line_end: int) -> int:
    before = text[:at]
    sizes = {"code points": len(before), "UTF-16": len(before.encode("utf-16-le")) // 2, "bytes": len(before.encode())}
    return sizes[unit] + before.count("\n") * (line_end - 1)


@pytest.mark.parametrize("unit", ["code points", "UTF-16", "bytes"])
@pytest.mark.parametrize(("ends", "line_end"), [("\n", 1), ("\r\n", 2), ("\r\n", 1), ("\n", 2)])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_way_positions_are_counted_is_told_by_all_selections(study, texts, tmp_path, unit, ends, line_end, mark):
    text = "\U0001f600\U0001f600 " + texts["N-02"] + "\n\n"
    words = [WORDS, "closed on Mondays", "workshop taught my daughter", "look after each other"]
    inside = ""
    for number, one in enumerate(words):
        start, end = (counted(text, at, unit, line_end) for at in (text.index(one), text.index(one) + len(one)))
        inside += selection(
            start, end, inside=coding(number=number), guid=f"{number}443CD5B-72DA-5C1C-9D05-B846EAAFA3C1"
        )
    path = qdpx(tmp_path / "p.qdpx", project(text_source(inside)), {"a.txt": mark + text.replace("\n", ends)})
    taken(study, path)
    assert {quote for _, _, quote in spots(study)} == set(words)


def test_positions_that_can_be_read_in_two_ways_are_told(study, tmp_path):
    raw = "x\r\n\r\ni go a we do it"  # 5 to 9: `i go`, or `go a` where a line end counts one
    (reading,) = offsets.detect_all([(raw, [(5, 9, "")])])
    assert reading.convention == offsets.STANDARD
    assert [str(one) for one in reading.rivals[0]] == ["code points, line ends as one"] and not reading.doubted[0]
    path = qdpx(tmp_path / "p.qdpx", project(text_source(selection(5, 9))), {"a.txt": raw})
    assert "undecided whether 1 positions are counted in code points or" in taken(study, path)
    (reading,) = offsets.detect_all([(raw, [(5, 9, "go a")])])  # its words tell
    assert reading.convention.line_end == 1 and not reading.rivals[0]


@pytest.mark.parametrize("number", [1, 2, 4])
@pytest.mark.parametrize("unit", ["UTF-16", "bytes", "mark"])
def test_positions_without_named_words_are_read_right_or_told(study, texts, tmp_path, unit, number):
    """One selection may not tell how it is counted; then it is listed, never placed elsewhere in silence."""
    text = "\U0001f600 – " + texts["N-02"]
    words = [WORDS, "closed on Mondays", "workshop taught my daughter", "look after each other"][:number]
    inside = ""
    for index, one in enumerate(words):
        places = (text.index(one), text.index(one) + len(one))
        start, end = (at + 1 if unit == "mark" else counted(text, at, unit, 1) for at in places)
        guid = f"{index}443CD5B-72DA-5C1C-9D05-B846EAAFA3C1"
        inside += selection(start, end, inside=coding(number=index), guid=guid)
    mark = "\ufeff" if unit == "mark" else ""
    lines = taken(study, qdpx(tmp_path / "p.qdpx", project(text_source(inside)), {"a.txt": mark + text}))
    found = {quote for _, _, quote in spots(study)}
    assert found <= set(words)
    assert found == set(words) or "undecided" in lines


@pytest.mark.parametrize("unit", ["code points", "bytes"])
def test_a_selection_that_fits_whole_words_both_ways_is_never_placed_in_silence(unit):
    """Counted in bytes and in code points it begins and ends at words: either may be meant."""
    raw = "é é we go on and on to it"
    places = (raw.index("go on"), raw.index("go on") + 5)
    start, end = (counted(raw, at, unit, 1) for at in places)
    (reading,) = offsets.detect_all([(raw, [(start, end, "")])])
    assert reading.rivals[0] or tuple(reading.table[[start, end]]) == places
    other = (reading.table[start], reading.table[end]) != places
    assert not other or reading.rivals[0]
    assert "bytes" in " ".join(map(str, (reading.convention, *reading.rivals[0])))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="ab é\n\U0001f44d", min_size=2, max_size=60), st.data())
def test_positions_of_the_standard_are_never_taken_for_others_where_words_are_named(raw, data):
    starts = data.draw(st.lists(st.integers(0, len(raw) - 2), min_size=1, max_size=5))
    spans = [(start, min(start + 9, len(raw)), raw[start : start + 9]) for start in starts]
    spans = [span for span in spans if any(sign.isalpha() for sign in span[2])]
    (reading,) = offsets.detect_all([(raw, spans)])
    text, table = offsets.plain(raw), reading.table
    places = [offsets.squeeze(text[table[start] : table[end]]) for start, end, _ in spans]
    assert places == [offsets.squeeze(words) for _, _, words in spans], reading.convention


@pytest.mark.parametrize(
    "name",
    ["Benefits::Saves money", "Benefits > Saves money", "Benefits/Saves money", "Benefits\\Saves money",
     "Fait économiser", "fait economiser", "T1 saving", "T1_saving: Saves money", "Gains » Fait économiser"],
)  # fmt: skip
def test_labels_and_paths_in_names_are_the_code(study, texts, tmp_path, name):
    xml, files = plain_project(texts, codes=code(name))
    taken(study, qdpx(tmp_path / "p.qdpx", xml, files))
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


def test_two_codes_of_one_name_under_two_parents_are_told_apart_by_the_parents_or_not_at_all(study, texts, tmp_path):
    leaf = code("Saves money", guid=CODE), code("Saves money", guid=OTHER)
    both = coding(CODE, number=1) + coding(OTHER, number=2)
    text, start = texts["N-02"], texts["N-02"].index(WORDS)
    source = text_source(selection(start, start + len(WORDS), inside=both))

    def tree(one: str, other: str) -> str:
        pair = ((one, leaf[0]), (other, leaf[1]))
        return "".join(
            code(name, inside, f"{n}FFFFFFF-0000-4000-8000-000000000000") for n, (name, inside) in enumerate(pair)
        )

    path = qdpx(tmp_path / "p.qdpx", project(source, tree("What members gain", "Barriers")), {"a.txt": text})
    lines = taken(study, path)
    assert spots(study) == {(WHERE, "T1_saving", WORDS)} and "Not placed: 1" in lines
    other = Study(study.root)
    (other.root / "raw/coding/decisions").rename(other.root / "before")
    path = qdpx(tmp_path / "q.qdpx", project(source, tree("Carrots", "Sticks")), {"a.txt": text})
    lines = taken(other, path)
    assert not spots(other) and "have one name" in lines


def test_a_reference_to_nothing_is_told_and_spoils_nothing_else(study, texts, tmp_path):
    text, start = texts["N-02"], texts["N-02"].index(WORDS)
    both = coding(number=1) + coding("00000000-0000-4000-8000-000000000001", number=2)
    lost = '<NoteRef targetGUID="00000000-0000-4000-8000-000000000002"/>'
    source = text_source(selection(start, start + len(WORDS), inside=both + lost))
    lines = taken(study, qdpx(tmp_path / "p.qdpx", project(source), {"a.txt": text}))
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}
    assert "1 codings name a code that is not in the code book" in lines and "Not placed: 1" in lines
    assert "1 references to a note lead to nothing" in lines


def test_two_sources_of_one_name_stay_two_and_each_text_says_which_note_it_is(study, texts, tmp_path):
    first, second = texts["N-02"], texts["N-04"].replace("borrowed a ladder", "took a ladder home")
    one = text_source(selection(first.index(WORDS), first.index(WORDS) + len(WORDS)), "Interview", "internal://1/t.txt")
    other = text_source(
        selection(0, 5, "closed on Mondays, which", guid="8443CD5B-72DA-5C1C-9D05-B846EAAFA3C1"),
        "Interview", "internal://2/t.txt", "6389EB2D-DDA7-53FF-9969-A6DD82EBACC6",
    )  # fmt: skip
    path = qdpx(tmp_path / "p.qdpx", project(one + other), {"1/t.txt": first, "2/t.txt": second})
    assert "2 sources" in taken(study, path)
    assert len(read_qdpx(path).sources) == 2


PDF = '<PDFSource guid="{}" name="N-02" path="internal://a.pdf">{}{}</PDFSource>'


@pytest.mark.parametrize("name", ["instead of buying one", "Selection 3"])
def test_a_coding_on_a_page_and_in_the_text_layer_is_one(study, texts, tmp_path, name):
    text, start = texts["N-02"], texts["N-02"].index(WORDS)
    page = f'<PDFSelection guid="{OTHER}" page="0" firstX="1" firstY="1" secondX="9" secondY="9" name="{name}">'
    layer = f'<Representation guid="{NOTE}" plainTextPath="internal://a.txt">'
    layer += selection(start, start + len(WORDS), inside=coding(number=1)) + "</Representation>"
    source = PDF.format(SOURCE, page + coding(number=2) + "</PDFSelection>", layer)
    lines = taken(study, qdpx(tmp_path / "p.qdpx", project(source), {"a.txt": text, "a.pdf": b"%PDF"}))
    assert spots(study) == {(WHERE, "T1_saving", WORDS)} and "Not placed" not in lines


def test_other_words_of_a_page_are_another_coding_than_those_of_the_text_layer(study, texts, tmp_path):
    text, start = texts["N-02"], texts["N-02"].index(WORDS)
    page = '<PDFSelection guid="{}" page="0" firstX="1" firstY="1" secondX="9" secondY="9" name="{}">{}</PDFSelection>'
    pages = page.format(OTHER, "borrowed a ladder", coding(number=2))
    pages += page.format("9443CD5B-72DA-5C1C-9D05-B846EAAFA3C1", "Quotation 1:7", coding(OTHER, number=3))
    layer = f'<Representation guid="{NOTE}" plainTextPath="internal://a.txt">'
    layer += selection(start, start + len(WORDS), inside=coding(number=1) + coding(OTHER, number=4))
    again = text.index("borrowed a ladder")
    layer += selection(again, start, inside=coding(OTHER, number=5), guid="8443CD5B-72DA-5C1C-9D05-B846EAAFA3C1")
    xml = project(PDF.format(SOURCE, pages, layer + "</Representation>"), code() + code("T2_repair", guid=OTHER))
    lines = taken(study, qdpx(tmp_path / "p.qdpx", xml, {"a.txt": text}))
    assert {words for _, name, words in spots(study) if name == "T1_saving"} == {WORDS, "borrowed a ladder"}
    assert "Not placed: 1" in lines  # the text has two codings T2_repair: which of them 1:7 is, nothing tells


def test_codings_outside_of_the_sources_are_listed(study, texts, tmp_path):
    memo = f'<Notes><Note guid="{NOTE}" name="Diary"><PlainTextContent>Counted ladders</PlainTextContent>'
    memo += selection(0, 7, inside=coding(number=7), guid="8443CD5B-72DA-5C1C-9D05-B846EAAFA3C1") + "</Note></Notes>"
    xml, files = plain_project(texts, rest=memo)
    lines = taken(study, qdpx(tmp_path / "p.qdpx", xml, files))
    assert "Not placed: 1" in lines and "the code is on a memo of the project" in lines
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_text_in_utf_16_without_a_mark_is_read(study, texts, tmp_path, encoding):
    xml, files = plain_project(texts)
    taken(study, qdpx(tmp_path / "p.qdpx", xml, {"a.txt": files["a.txt"].encode(encoding)}))
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


def test_pictures_and_codes_on_a_whole_source_are_told(study, texts, tmp_path):
    picture = f'<PictureSource guid="{SOURCE}" name="N-02" path="internal://a.png"><PictureSelection guid="{SELECTION}"'
    picture += f' firstX="1" firstY="1" secondX="9" secondY="9">{coding(number=1)}</PictureSelection></PictureSource>'
    whole = text_source(coding(number=2), "N-04", "internal://b.txt", OTHER)
    lines = taken(study, qdpx(tmp_path / "p.qdpx", project(picture + whole), {"b.txt": texts["N-04"]}))
    assert not spots(study) and "Not placed: 2" in lines
    assert "a selection in a picture has no words" in lines and "on the whole document" in lines


def taken_with_word_file(study, texts, tmp_path, document):
    """A project with WORDS coded in N-02, whose only text is this Word document, taken in."""
    document.save(str(tmp_path / "a.docx"))
    start = texts["N-02"].index(WORDS)
    source = text_source(selection(start, start + len(WORDS))).replace("plainTextPath", "richTextPath")
    xml = project(source.replace("a.txt", "a.docx"))
    taken(study, qdpx(tmp_path / "p.qdpx", xml, {"a.docx": (tmp_path / "a.docx").read_bytes()}))


def test_words_in_a_table_of_a_word_file_count_as_its_other_words_do(study, texts, tmp_path):
    from docx import Document

    document, lines = Document(), texts["N-02"].split("\n")
    table = document.add_table(1, 2)
    table.rows[0].cells[0].merge(table.rows[0].cells[1]).text = lines[0]
    for line in lines[1:]:
        table.add_row().cells[0].merge(table.rows[-1].cells[1]).text = line
    taken_with_word_file(study, texts, tmp_path, document)
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


@pytest.mark.parametrize("kind", ["AudioSource", "VideoSource"])
def test_transcripts_of_recordings_are_read_by_their_points_of_synchronisation(study, texts, tmp_path, kind):
    text, start = texts["N-02"], texts["N-02"].index(WORDS)
    points = f'<SyncPoint guid="{OTHER}" timeStamp="900" position="{start}"/>'
    points += f'<SyncPoint guid="{NOTE}" timeStamp="2100" position="{start + len(WORDS)}"/>'
    chosen = f'<TranscriptSelection guid="{SELECTION}" name="0:01" fromSyncPoint="{OTHER}" toSyncPoint="{{{NOTE}}}">'
    transcript = f'<Transcript guid="{CODE}" plainTextPath="internal://a.txt">{points}{chosen}{coding()}'
    heard = (
        f'<{kind[:5]}Selection guid="9443CD5B-72DA-5C1C-9D05-B846EAAFA3C1" begin="900" end="2100">{coding(number=3)}'
    )
    source = (
        f'<{kind} guid="{SOURCE}" name="N-02" path="internal://a.m4a">{transcript}</TranscriptSelection></Transcript>'
    )
    source += f"{heard}</{kind[:5]}Selection></{kind}>"
    lines = taken(study, qdpx(tmp_path / "p.qdpx", project(source), {"a.txt": text}))
    assert spots(study) == {(WHERE, "T1_saving", WORDS)} and "Not placed" not in lines


def test_a_word_file_is_the_text_where_there_is_no_other(study, texts, tmp_path):
    from docx import Document

    document = Document()
    for line in texts["N-02"].split("\n"):
        document.add_paragraph(line)
    taken_with_word_file(study, texts, tmp_path, document)
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


def test_notes_and_descriptions_anywhere_come_in_as_memos_once(study, texts, tmp_path):
    def note(number: int, text: str) -> str:
        content = f"<PlainTextContent>{text}</PlainTextContent>"
        return f'<Note guid="{number}3DE3F83-2929-5CD4-BDD5-4491EC0A46B9" name="m">{content}</Note>'

    def ref(number: int) -> str:
        return f'<NoteRef targetGUID="{{{number}3de3f83-2929-5cd4-bdd5-4491ec0a46b9}}"/>'

    text, start = texts["N-02"], texts["N-02"].index(WORDS)
    coded = selection(start, start + len(WORDS), inside="<Description>on the place</Description>" + coding(more=ref(1)))
    bare = selection(0, 0, "closed on Mondays, which", ref(2), "9443CD5B-72DA-5C1C-9D05-B846EAAFA3C1")
    source = text_source("<Description>a long talk</Description>" + coded + bare + ref(3))
    notes = "".join(note(n, one) for n, one in enumerate(["alone", "jokes", "plain", "of the note", "of the code"]))
    codes = code(inside="<Description>what it means</Description>" + ref(4))
    rest = f"<Notes>{notes}</Notes><Description>about all</Description>"
    path = qdpx(tmp_path / "p.qdpx", project(source, codes, rest=rest), {"a.txt": text})
    taken(study, path)
    (row,) = standing(study).itertuples()
    assert row.memo == "jokes\non the place"
    assert memo_texts(study) == {
        ("study", "", "alone"), ("study", "", "about all"), ("note", "N-02", "of the note"),
        ("note", "N-02", "a long talk"), ("code", "T1_saving", "of the code"),
        ("code", "T1_saving", "what it means"), ("unit", "N-02#4", "plain"),
    }  # fmt: skip
    assert "0 new" in taken(study, path).split("Memos:")[1]


def test_notes_on_what_a_study_has_no_place_for_are_about_the_study(study, texts, tmp_path):
    note = f'<Notes><Note guid="{NOTE}" name="m"><PlainTextContent>ask Ann again</PlainTextContent></Note></Notes>'
    inside = f'<Description>of the north</Description><NoteRef targetGUID="{NOTE}"/>'
    rest = f'<Cases><Case guid="{OTHER}" name="Ann">{inside}</Case></Cases>{note}'
    xml, files = plain_project(texts, rest=rest)
    taken(study, qdpx(tmp_path / "p.qdpx", xml, files))
    assert memo_texts(study) == {("study", "", "ask Ann again"), ("study", "", "Ann: of the north")}


def test_the_memo_of_a_coding_that_cannot_be_placed_is_listed_with_it(study, texts, tmp_path):
    xml, files = plain_project(texts, codes=code("Nothing of ours"))
    memo = "<Description>she laughed</Description>"
    taken(study, qdpx(tmp_path / "p.qdpx", xml.replace("<Coding ", memo + "<Coding ", 1), files))
    assert "she laughed" in (study.private / "imports" / "p.unplaced.csv").read_text(encoding="utf-8")


def test_a_project_zipped_again_on_a_mac_is_read(study, texts, tmp_path):
    xml, files = plain_project(texts)
    path = qdpx(tmp_path / "p.qdpx", xml, files)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._project.qde", b"\0\5\x16\7")
    taken(study, path)
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


def test_words_that_stand_once_are_found_where_the_positions_say_nothing(study, texts, tmp_path):
    words = f"{WORDS} every spring" if f"{WORDS} every spring" in texts["N-02"] else WORDS
    xml = project(text_source(selection(3, 8, words)))
    taken(study, qdpx(tmp_path / "p.qdpx", xml, {"a.txt": texts["N-02"]}))
    assert spots(study) == {(WHERE, "T1_saving", words)}


def test_a_number_before_the_name_of_a_code_is_no_part_of_it(study, texts, tmp_path):
    for name in ("3.2 Saves money", "T1. Saves money", "gain.Saves money", "4) saves money"):
        assert CodeNames(Inputs(study).codebook).find(name)[0] == "T1_saving", name
    assert CodeNames(Inputs(study).codebook).find("No. of money")[0] is None


def test_a_mark_of_what_was_replaced_is_never_cut(study):
    turn = Turn("N-09#2", "N-09", 2, "", "We gave [person 7] the keys of the shed and left.", 0)
    note = Transcript("N-09", turn.text, (turn,))
    theirs = "We gave Josephine the keys of the shed and left."
    (place,), _ = Anchor(theirs, note).place(theirs.index("Josephine"), theirs.index(" of"), "")
    assert place.quote == "[person 7] the keys"


def test_a_stretch_of_a_recording_between_two_points_is_taken_to_the_points_around_and_said_to_be(
    study, texts, tmp_path
):
    start = texts["N-02"].index(WORDS)
    points = "".join(
        f'<SyncPoint guid="{n}E5F2B6C-0000-4000-8000-000000000000" timeStamp="{time}" position="{position}"/>'
        for n, (time, position) in enumerate(
            [(0, 0), (1000, start), (3000, start + len(WORDS)), (9000, len(texts["N-02"]))]
        )
    )
    inside = f'<AudioSelection guid="{SELECTION}" begin="1200" end="2500">{coding()}</AudioSelection>'
    inside += f'<Transcript guid="{NOTE}" plainTextPath="internal://a.txt">{points}</Transcript>'
    xml = project(f'<AudioSource guid="{SOURCE}" name="N-02" path="internal://a.m4a">{inside}</AudioSource>')
    said = taken(study, qdpx(tmp_path / "p.qdpx", xml, {"a.txt": texts["N-02"], "a.m4a": b""}))
    assert spots(study) == {(WHERE, "T1_saving", WORDS)} and "point of the transcript before" in said


def test_cells_of_a_matrix_say_yes_or_no_in_words_and_others_are_listed(study, tmp_path):
    path = tmp_path / "ana.csv"
    rows = ["note_id;turn;T1_saving;T3_neighbours;T9_cats", "N-02;2;oui;non;1", "N-02;4;x;perhaps;0"]
    path.write_text("\n".join(rows), encoding="cp1252")
    said = taken(study, path)
    assert {spot[:2] for spot in spots(study)} == {("N-02#2", "T1_saving"), ("N-02#4", "T1_saving")}
    assert "Not placed: 2" in said and "'perhaps'" in said and "'t9_cats'" in said


def test_lines_above_a_report_and_an_empty_column_of_the_same_meaning_do_not_hide_the_words(study, tmp_path):
    lines = [
        "ATLAS.ti;;;",
        "Projet X;;;",
        "Document;Citation;Contenu de la citation;Codes",
        f"N-02;;{WORDS};Saves money",
    ]
    path = tmp_path / "q.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    taken(study, path)
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


def test_columns_of_a_codebook_that_are_not_read_are_told_and_dots_are_its_tree(study, tmp_path):
    path = tmp_path / "tags.csv"
    path.write_text("tag,description,number of highlights\nplaces,,0\nplaces.harbour,boats,3\n", encoding="utf-8")
    assert "columns not read: number of highlights" in taken(study, path)
    harbour = Inputs(study).codebook["harbour"]
    assert (harbour.parent, harbour.label["en"]) == ("places", "harbour")


def test_sets_of_a_code_book_and_columns_of_a_grid_that_are_not_read_are_told(study, tmp_path):
    path = tmp_path / "c.qdc"
    path.write_text(QDC.format(""), encoding="utf-8")
    assert "no place for them: 1 sets of codes" in taken(study, path)
    path = tmp_path / "grille.csv"
    path.write_text("note_id;turn;Saves money;Remarques;Vide\nN-02;2;oui;ironique;\n", encoding="utf-8")
    assert "Columns not read: Remarques." in taken(study, path)
    assert {code for _, code, _ in spots(study)} == {"T1_saving"}


def test_nvivos_french_table_of_coded_references_is_read(study, tmp_path):
    path = tmp_path / "nvivo.csv"
    path.write_text(f"Nœud;Fichier;Référence codée\nRôles\\Saves money;Fichiers\\N-02;{WORDS}\n", encoding="utf-8")
    taken(study, path)
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


def test_sets_cases_and_variables_are_told(study, texts, tmp_path):
    rest = (
        f'<Cases><Case guid="{OTHER}" name="Ann"><SourceRef targetGUID="{SOURCE}"/></Case></Cases>'
        f'<Links><Link guid="{NOTE}" name="because" originGUID="{CODE}" targetGUID="{SOURCE}"/></Links>'
        f'<Sets><Set guid="{NOTE}" name="s"><MemberSource targetGUID="{SOURCE}"/></Set></Sets>'
    )
    xml, files = plain_project(texts, rest=rest)
    assert "1 cases, 1 sets, 1 links" in taken(study, qdpx(tmp_path / "p.qdpx", xml, files))
    assert spots(study)


def test_users_keep_their_own_codings_unless_one_coder_is_named(study, texts, tmp_path):
    text, start = texts["N-02"], texts["N-02"].index(WORDS)
    users = f'<User guid="{USER}" name="Francesca"/><User guid="{{{OTHER}}}" name="DOMAIN\\Léo"/>'
    both = coding(number=1) + coding(user=OTHER.lower(), number=2)
    source = text_source(selection(start, start + len(WORDS), inside=both))
    path = qdpx(tmp_path / "p.qdpx", project(source, users=users), {"a.txt": text})
    taken(study, path, coder="")
    assert set(standing(study)["coder"]) == {"Francesca", "DOMAIN-Léo"}
    assert "are all taken as ana's" in taken(study, path, "ana")


# Codebooks


QDC = (
    '<CodeBook{}><Codes><Code guid="1" name="Coûts" isCodable="true" color="#aabbcc"><Description>Ce que ça coûte'
    '</Description><Code guid="2" name="Temps perdu" isCodable="true"/></Code></Codes>'
    '<Sets><Set guid="3" name="g"/></Sets></CodeBook>'
)


@pytest.mark.parametrize(
    "namespace", ["urn:QDA-XML:codebook:1:0", "urn:QDA-XML:codebook:0:4", "urn:QDA-XML:project:1.0", ""]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_code_books_of_any_namespace_and_encoding_are_read(study, tmp_path, namespace, encoding):
    space = f' xmlns="{namespace}"' if namespace else ""
    path = tmp_path / "c.qdc"
    path.write_bytes(
        f'<?xml version="1.0" encoding="{encoding[:6].strip("-")}"?>'.encode(encoding)
        + QDC.format(space).encode(encoding.replace("-sig", "").replace("utf-16", "utf-16-le"))
    )
    taken(study, path)
    book = Inputs(study).codebook
    assert book["Couts"].definition.root and book["Temps_perdu"].parent == "Couts"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "name,description,path\nCoûts,Ce que ça coûte,Coûts\nTemps perdu,,Coûts > Temps perdu\n"),
        ("b.csv", "tag,parent,description,number of highlights\nCoûts,,Ce que ça coûte,3\nTemps perdu,Coûts,,1\n"),
        ("c.csv", "Nom;Catégorie;Définition;Couleur\nTemps perdu;Coûts;;#fff\nCoûts;;Ce que ça coûte;\n"),
        ("d.csv", "Obercode\tCode\tCode-Memo\tFarbe\n\tCoûts\tCe que ça coûte\t\nCoûts\tTemps perdu\t\t\n"),
        ("e.csv", "Niveau 1,Niveau 2,Description\nCoûts,,Ce que ça coûte\n,Temps perdu,\n"),
        ("f.csv", "Code,Comment\nCoûts,Ce que ça coûte\nCoûts::Temps perdu,\n"),
    ],
)  # fmt: skip
def test_codebooks_as_tables_are_read_with_their_tree(study, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    taken(study, tmp_path / name)
    book = Inputs(study).codebook
    assert book["Couts"].definition.root and "Temps_perdu" in book.ids
    if name != "f.csv":
        assert book["Temps_perdu"].parent == "Couts"


def test_a_codebook_table_that_contradicts_itself_is_refused(study, tmp_path):
    (tmp_path / "a.csv").write_text("name,parent\nA,B\nB,A\n", encoding="utf-8")
    with pytest.raises(StudyError, match="stands above itself"):
        commands.import_file(study, tmp_path / "a.csv")
    (tmp_path / "a.csv").write_text("name,description\nA,one\nA,two\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"row 3.*stands twice"):
        commands.import_file(study, tmp_path / "a.csv")


# Tables of coded segments


TABLES = {
    "taguette": "id,document,tag,content\n1,N-02,T1_saving,{words}\n",
    "maxqda": "Color,Comment,Document group,Document name,Code,Begin,End,Weight score,Segment,Modified by,Modified\n"
    ",,All,N-02,Benefits > Saves money,3,3,0,{words},Zoe,2024-05-01\n",
    "maxqda-fr": "Couleur;Commentaire;Groupe de documents;Nom du document;Code;Début;Fin;Segment;Modifié par\n"
    ";;Tous;N-02;Fait économiser;3;3;{words};Zoé\n",
    "maxqda-de": "Farbe;Kommentar;Dokumentgruppe;Dokumentname;Code;Anfang;Ende;Segment;Bearbeitet von\n"
    ";;Alle;N-02;Nutzen\\Saves money;3;3;{words};Zoe\n",
    "atlas": "ID,Quotation Name,Quotation Content,Document,Codes,Comment,Reference,Density,Created by\n"
    '1:1,x,{words},N-02.docx,"T1_saving\nWeather",,3 - 3,2,Zoe\n',
    "dedoose": "Media Title,Excerpt Creator,Excerpt Copy,Code: Saves money Applied,Code: Place Applied\n"
    "N-02,Zoe,{words},True,False\n",
    "sonal": "Entretien;Thématique;Extrait;Locuteur\nN-02;Fait économiser;{words};P1\n",
    "quirkos": "Quirk,Source,Text,Author\nSaves money,N-02,{words},Zoe\n",
    "f4analyse": "Code;Textstelle;Dokument;Absatz\nSaves money;{words};N-02;3\n",
    "webqda": "Fonte;Código;Texto;Utilizador\nN-02;Saves money;{words};Zoe\n",
}


@pytest.mark.parametrize("program", sorted(TABLES))
def test_tables_of_coded_segments_are_placed_by_their_words(study, tmp_path, program):
    path = tmp_path / f"{program}.csv"
    path.write_text(TABLES[program].format(words=WORDS), encoding="utf-8")
    lines = taken(study, path)
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}
    assert ("Not placed: 1" in lines) == (program == "atlas")  # `Weather` is no code of the study


def test_codings_whose_words_have_no_known_heading_are_not_taken_for_a_codebook(study, tmp_path):
    path = tmp_path / "codings.csv"
    path.write_text(f"Dok;Code;Wortlaut\nN-02;New code;{WORDS}\n", encoding="utf-8")
    with pytest.raises(StudyError, match="'Dok' names notes"):
        taken(study, path)
    assert "New code" not in (study.codebooks / "themes.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("codes", "placed"),
    [
        ("Saves money | T2_repair", {"T1_saving", "T2_repair"}),  # two codes beside each other
        ("Benefits | Saves money", {"T1_saving"}),  # a path
        ("T4_hours | T4b_late", {"T4b_late"}),  # a code and the one above it: a path too
    ],
)
def test_codes_between_bars_are_several_unless_one_stands_above_the_other(study, tmp_path, codes, placed):
    path = study.codebooks / "themes.yaml"
    late = "  - {id: T4b_late, theme: run, parent: T4_hours, label: {en: Late hours, fr: Tard}}\n"
    path.write_text(path.read_text(encoding="utf-8") + late, encoding="utf-8")
    (tmp_path / "q.csv").write_text(f"Document,Codes,Quotation\nN-02,{codes},{WORDS}\n", encoding="utf-8")
    taken(study, tmp_path / "q.csv")
    assert {code for _, code, _ in spots(study)} == placed


@pytest.mark.parametrize("document", ["1 N-02", "D 3: N-02.docx", "P12: N-02"])
def test_documents_that_a_program_counts_and_words_that_it_escapes_are_found(study, tmp_path, document):
    text = f"Document,Code,Text\n{document},Saves money,instead&nbsp;of buying one\n"
    (tmp_path / "q.csv").write_text(text, encoding="utf-8")
    taken(study, tmp_path / "q.csv")
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


def test_a_coding_that_names_two_codes_is_two(study, texts, tmp_path):
    start = texts["N-02"].index(WORDS)
    both = coding().replace("</Coding>", f'<CodeRef targetGUID="{OTHER}"/></Coding>')
    inside = selection(start, start + len(WORDS), inside=both)
    xml = project(text_source(inside), codes=code() + code("T2_repair", guid=OTHER))
    taken(study, qdpx(tmp_path / "p.qdpx", xml, {"a.txt": texts["N-02"]}))
    assert spots(study) == {(WHERE, "T1_saving", WORDS), (WHERE, "T2_repair", WORDS)}


def test_the_same_tables_as_workbooks(study, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in TABLES["maxqda"].format(words=WORDS).splitlines():
        book.active.append(row.split(","))
    book.create_sheet("Notes").append(["something else"])
    book.save(tmp_path / "m.xlsx")
    taken(study, tmp_path / "m.xlsx")
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


REPORTS = {  # the line of the code, of the file, of the reference
    "en": (
        "Name: Benefits\\Saves money",
        "<Files\\\\N-02> - § 1 reference coded [2.1% Coverage]",
        "Reference 1 - 2.1% Coverage",
    ),
    "fr": (
        "Nom : Fait économiser",
        "<Fichiers\\\\N-02> - § 1 référence codée [2,1 % couverture]",
        "Référence 1 - 2,1 %",
    ),
    "old": (
        "Nodes\\\\Benefits\\Saves money",
        "<Internals\\\\N-02> - § 1 reference coded [2.1%]",
        "Reference 1 - 2.1% Coverage",
    ),
}


@pytest.mark.parametrize("kind", sorted(REPORTS))
def test_coding_reports_of_nvivo_are_read(study, tmp_path, kind):
    from docx import Document

    code_line, *rest = REPORTS[kind]
    document = Document()
    for line in (code_line, *rest, WORDS, code_line + " at night", *rest, WORDS):
        document.add_paragraph(line)
    document.save(str(tmp_path / "r.docx"))
    lines = taken(study, tmp_path / "r.docx")
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}
    assert "2 codes" in lines and "Not placed: 1" in lines


def test_highlights_of_taguette_as_a_page(study, tmp_path):
    page = f"<html><head><title>Taguette highlights</title></head><body><h1>Taguette highlights</h1><p>{WORDS}</p>"
    page += "<p><strong>Document:</strong> N-02 <strong>Tags:</strong> T1_saving, T5_place</p><hr></body></html>"
    (tmp_path / "h.html").write_text(page, encoding="utf-8")
    taken(study, tmp_path / "h.html")
    assert {code for _, code, _ in spots(study)} == {"T1_saving", "T5_place"}


# Databases


def database(path: Path, script: str, rows: dict[str, list[tuple]]) -> Path:
    with sqlite3.connect(path) as base:
        base.executescript(script)
        for table, values in rows.items():
            base.executemany(f"insert into {table} values ({','.join('?' * len(values[0]))})", values)
    base.close()
    return path


def test_a_database_of_qualcoder(study, texts, tmp_path):
    text, start = texts["N-02"], texts["N-02"].index(WORDS)
    script = """
        create table project (databaseversion, date, memo, about);
        create table source (id, name, fulltext, mediapath, memo, owner, date);
        create table code_name (cid, name, memo, catid, owner, date, color);
        create table code_cat (catid, name, owner, date, memo, supercatid);
        create table code_text (cid, fid, seltext, pos0, pos1, owner, date, memo);
        create table code_image (imid, id, x1, y1, width, height, cid, memo, date, owner);
        create table code_av (avid, id, pos0, pos1, cid, memo, date, owner);
        create table journal (jid, name, jentry, date, owner);
    """
    rows = {
        "project": [("v6", "2024-01-01 10:00:00", "a study of tools", "QC")],
        "source": [(1, "N-02.txt", text, None, "good sound", "zoe", ""), (2, "p.png", None, "x", "", "zoe", "")],
        "code_cat": [(1, "Benefits", "zoe", "", "", None)],
        "code_name": [(1, "Saves money", "", 1, "zoe", "", "#fff")],
        "code_text": [(1, 1, WORDS, start, start + len(WORDS), "zoe", "2024-01-01 10:00:00", "hm")],
        "code_image": [(1, 2, 0, 0, 9, 9, 1, "", "", "zoe")],
    }  # fmt: skip
    folder = tmp_path / "study.qda"
    folder.mkdir()
    database(folder / "data.qda", script, rows)
    lines = taken(study, folder, coder="")
    assert spots(study) == {(WHERE, "T1_saving", WORDS)} and set(standing(study)["coder"]) == {"zoe"}
    assert "Not placed: 1" in lines  # the picture
    assert memo_texts(study) == {("note", "N-02", "good sound"), ("study", "", "a study of tools")}


def test_a_database_of_rqda_without_what_was_deleted_there(study, texts, tmp_path):
    text, start = texts["N-02"], texts["N-02"].index(WORDS)
    script = """
        create table source (name, id, file, memo, owner, date, dateM, status);
        create table freecode (name, memo, owner, date, dateM, id, status, color);
        create table coding (cid, fid, seltext, selfirst, selend, status, owner, date, memo);
        create table codecat (name, cid, catid, owner, date, dateM, memo, status);
        create table treecode (cid, catid, date, dateM, memo, status, owner);
        create table journal (name, journal, status);
        create table annotation (fid, position, annotation, owner, date, dateM, status);
    """
    end = start + len(WORDS)
    rows = {
        "source": [("N-02", 1, text, None, "zoe", "", "", 1)],
        "freecode": [("Saves money", None, "zoe", "", "", 1, 1, None), ("Place", None, "zoe", "", "", 2, 1, None)],
        "coding": [(one, 1, WORDS, start, end, 2 - one, "zoe", "Mon May 06 10:00:00 2024", None) for one in (1, 2)],
        "codecat": [("Benefits", None, 1, "zoe", "", "", "", 1)],
        "treecode": [(1, 1, "", "", "", 1, "zoe")],
        "journal": [("Monday", "began", 1), ("Tuesday", "thrown away", 0)],
        "annotation": [(1, 30, "she whispers", "zoe", "", "", 1)],
    }  # fmt: skip
    rows["freecode"][0] = ("Saves money", "only their own money", "zoe", "", "", 1, 1, None)
    taken(study, database(tmp_path / "x.rqda", script, rows))
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}
    assert memo_texts(study) == {
        ("study", "", "began"), ("note", "N-02", "she whispers"), ("code", "T1_saving", "only their own money"),
    }  # fmt: skip


def test_a_database_of_taguette_whose_positions_are_bytes_of_a_page(study, texts, tmp_path):
    body = "".join(f"<p>{line}</p>" for line in texts["N-02"].split("\n"))
    plain = "".join(texts["N-02"].split("\n"))
    start = len(plain[: plain.index(WORDS)].encode())
    script = """
        create table documents (id, name, description, filename, project_id, contents);
        create table highlights (id, document_id, start_offset, end_offset, snippet);
        create table tags (id, project_id, path, description);
        create table highlight_tags (highlight_id, tag_id);
    """
    rows = {
        "documents": [(1, "N-02", "", "a.txt", 1, body)],
        "highlights": [(1, 1, start, start + len(WORDS), WORDS)],
        "tags": [(1, 1, "gain.Saves money", ""), (2, 1, "Saves money", "")],
        "highlight_tags": [(1, 2)],
    }
    taken(study, database(tmp_path / "t.sqlite3", script, rows))
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}


def test_another_database_is_refused_in_a_sentence(study, tmp_path):
    path = database(tmp_path / "x.sqlite3", "create table people (name);", {"people": [("Ann",)]})
    with pytest.raises(StudyError, match="tables people; expected a project of QualCoder, RQDA or Taguette"):
        commands.import_file(study, path)
    path.write_bytes(path.read_bytes()[:120])
    with pytest.raises(StudyError, match="damaged"):
        commands.import_file(study, path)


def test_a_second_column_of_codes_is_read_what_is_not_is_told_and_the_file_is_its_coder(study, tmp_path):
    path = tmp_path / "Coding Karen.csv"
    lines = [
        "Karen, May 2025;;;;",
        "Document;Excerpt;Code;Second code;Page",
        f"N-02;{WORDS};Saves money;Repair skills;4",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert "Columns not read: Page" in taken(study, path, coder="")
    assert {code for _, code, _ in spots(study)} == {"T1_saving", "T2_repair"}
    assert set(standing(study)["coder"]) == {"Coding Karen"}  # and no other file's unnamed coder is this one


def test_words_with_the_names_that_were_replaced_since_are_found(study, tmp_path):
    turn = Turn("N-09#2", "N-09", 2, "", "I told [person 9] so, and she wrote to [organisation 2].", 10)
    note = Transcript("N-09", f"[2] Ann: {turn.text}", (turn,))
    study.private.mkdir(exist_ok=True)
    body = "Fundy Seniors' Alliance"
    names = f"[person 9],person,Tanya Steeves\n[organisation 2],organisation,{body}\n"
    (study.private / "key.csv").write_text(f"pseudonym,kind,name\n{names}", encoding="utf-8")
    words = f"I told Tanya Steeves so, and she wrote to {body}."
    assert Anchor(None, note).place(None, None, words)[0] == []
    (place,), _ = Anchor(None, note, pseudonymised(study)).place(None, None, words)
    assert place.turn is turn


def test_one_answer_typed_in_two_paragraphs_is_both_turns():
    said = [
        "I had fourteen workers in two months.",
        "And they look at your savings before your legs.",
        "Mhm, it is so.",
    ]
    turns = tuple(Turn(f"N-09#{at}", "N-09", at, "", text, 100 * at) for at, text in enumerate(said, 2))
    note = Transcript("N-09", "".join(f"{text:<100}" for text in ["", "", *said]), turns)
    places, _ = Anchor(None, note).place(None, None, " ".join(said[:2]))
    assert [place.turn.turn for place in places] == [2, 3]


def commented(path: Path, paragraphs: list[list[str]], comments: list[tuple[int, int, str, str]]) -> Path:
    """A Word file of paragraphs of runs, with comments (paragraph, run, author, text)."""
    from docx import Document

    document = Document()
    runs = [[document.add_paragraph().add_run("")] for _ in paragraphs]
    for texts, places, paragraph in zip(paragraphs, runs, document.paragraphs, strict=True):
        places[:] = [paragraph.add_run(text) for text in texts]
    for paragraph, run, author, text in comments:
        document.add_comment(runs[paragraph][run], text=text, author=author)
    document.save(str(path))
    return path


def test_comments_of_a_note_in_word_that_name_codes_are_codings_of_their_authors(study, texts, tmp_path):
    before, after = texts["N-02"].split(WORDS, 1)
    said = [(0, 1, "Ana Lam", "Saves money: every year\nNo such code"), (0, 0, "Luc", "look again")]
    path = commented(tmp_path / "N-02.docx", [[before[-40:], WORDS, after[:30]]], said)
    lines = taken(study, path, coder="")
    rows = standing(study)
    assert spots(study) == {(WHERE, "T1_saving", WORDS)}
    assert rows["coder"].tolist() == ["Ana Lam"] and rows["memo"].tolist() == ["every year"]
    assert "Not placed: 2" in lines


def test_comments_that_name_no_code_are_refused(study, texts, tmp_path):
    path = commented(tmp_path / "N-02.docx", [[texts["N-02"][:80]]], [(0, 0, "Luc", "look again")])
    with pytest.raises(StudyError, match="comments, none of which is the name of a code"):
        taken(study, path)
