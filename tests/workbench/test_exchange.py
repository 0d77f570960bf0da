"""Exchange with QDA programs, spreadsheets and Word: round trips, other programs' files, files that mean harm."""

import re
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pyrefiqda import RefiCodebook, RefiProject

from pipeline.decisions import decision_log, memos, themes_edit
from pipeline.exchange import commands, offsets
from pipeline.exchange.anchor import Anchor
from pipeline.exchange.placing import utc
from pipeline.exchange.project import Project
from pipeline.exchange.qdpx_read import read_qdpx
from pipeline.exchange.qdpx_write import write_qdpx
from pipeline.exchange.study_inputs import Inputs
from pipeline.exchange.transcripts import Transcript, Turn
from pipeline.study import Study, StudyError
from tests.workbench.conftest import standing

PEERS = Path(__file__).parents[3] / "shared" / "peers" / "qdpx"
XSD = Path(__file__).parent / "Project.xsd"  # REFI-QDA 1.0, MIT licence (in its head)


@pytest.fixture
def coded(study, decide) -> Study:
    """Every kind of decision: whole turns, parts, stances, memos, rejections, nothing to code, an adjudication."""
    decide("ana", "N-01#2", "T1_saving", stance="supportive", memo="le « prix »\nsur deux lignes")
    decide("ana", "N-01#2", "T4_hours", "rejected")
    decide("ana", "N-01#2", "", "done")
    decide("ana", "N-02#2", "T1_saving", stance="mixed", start=0, end=44)
    decide("ana", "N-02#2", "T1_saving", stance="critical", start=45, end=90)  # ends after an emoji of two code points
    decide("ana", "N-02#4", "T4_hours", stance="critical")
    decide("ana", "N-02#4", "T5_place", stance="supportive")
    decide("ana", "N-01#10", "", "none")
    decide("Ben Roy", "N-01#2", "T2_repair")
    decide("cleo", "N-01#2", "T1_saving", stance="supportive", adjudicates=True)
    return study


def said(study: Study) -> set[tuple]:
    frame = standing(study)
    frame = frame.astype(object).where(frame.notna(), None)
    columns = ["coder", "who", "segment_id", "start", "end", "quote", "code", "decision", "stance", "memo"]
    return set(frame[columns].itertuples(index=False, name=None))


def another_copy(study: Study) -> Study:
    """The same study on a machine where nobody has decided anything yet."""
    root = study.root.parent / "copy"
    shutil.copytree(study.root, root)
    shutil.rmtree(root / "raw/coding/decisions", ignore_errors=True)
    return Study(root)


def rewritten(path: Path, change) -> Path:
    """The archive at `path` with each member passed through `change(name, bytes)`; None drops it."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    other = path.with_name("changed.qdpx")
    with zipfile.ZipFile(other, "w") as archive:
        for name, data in files.items():
            data = change(name, data)
            if data is not None:
                archive.writestr(name, data)
    return other


@pytest.mark.parametrize("kind", ["qdpx", "xlsx", "csv"])
def test_every_decision_comes_back_from_an_export_as_it_was(coded, kind):
    (path,) = commands.export(coded, kind)
    copy = another_copy(coded)
    commands.import_file(copy, path)
    assert said(copy) == said(coded)
    assert len(said(coded)) == 10


@pytest.mark.parametrize("kind", ["qdpx", "qdc", "docx", "xlsx", "csv", "matrix"])
def test_exporting_twice_gives_the_same_bytes(coded, kind):
    first = [path.read_bytes() for path in commands.export(coded, kind)]
    assert [path.read_bytes() for path in commands.export(coded, kind)] == first


def test_our_own_positions_are_taken_for_what_they_are_however_long_the_words(coded, decide):
    for segment in ("N-01#4", "N-01#6", "N-03#2", "N-03#4"):  # one coding a note is all a program may have
        decide("dora", segment, "T2_repair")
    (path,) = commands.export(coded, "qdpx")
    assert read_qdpx(path).notices == ()
    raw = "Été " * 60 + "fin."
    words = raw[:100]
    for spans in ([(0, len(raw), words)], [(4, len(raw) - 4, raw[4:104])]):
        (reading,) = offsets.detect_all([(raw, spans)])
        assert reading.convention == offsets.STANDARD


def test_a_part_of_a_turn_is_exported_where_its_words_stand_now(study, decide):
    decide("ana", "N-02#2", "T1_saving", stance="mixed", start=13, end=19)  # `ladder`
    decide("ana", "N-02#6", "T2_repair", stance="mixed", start=0, end=11)
    units = study.table("coding/units")
    units["text"] = units["text"].str.replace("I borrowed", "[person 1] borrowed").str.replace("The evening", "A late")
    with study.writing() as out:
        out.table("coding/units", units)
    (path,) = commands.export(study, "qdpx")
    by_people = [one for one in read_qdpx(path).selections if len(one.marks) > 1 and "machine" not in one.words]
    words = {one.words for one in by_people}
    assert "ladder" in words  # it has moved
    assert any(text.startswith("A late workshop") for text in words)  # its words are gone: the whole turn


def test_importing_our_own_export_again_adds_nothing(coded):
    (path,) = commands.export(coded, "qdpx")
    before = said(coded)
    lines = commands.import_file(coded, path)
    assert "10 of them were on file already" in " ".join(lines) and said(coded) == before


def test_the_matrix_says_one_zero_and_not_looked_at_apart(coded):
    commands.export(coded, "matrix")
    frame = pd.read_csv(coded.processed / "exchange/codings_ana.csv", dtype=str, keep_default_na=False)
    row = frame.set_index("segment_id").loc
    assert row["N-01#2", "T1_saving"] == "1" and row["N-01#2", "T4_hours"] == "0"
    assert row["N-01#10", "T1_saving"] == "0" and row["N-01#4", "T1_saving"] == ""
    copy = another_copy(coded)
    commands.import_file(copy, coded.processed / "exchange/codings_ana.csv")
    frame = standing(copy)
    assert set(frame.loc[frame["decision"] == "none", "segment_id"]) == {"N-01#10"}
    assert set(frame.loc[frame["decision"] == "assigned", "coder"]) == {"ana"}


def test_the_project_file_is_valid_against_the_standards_schema(coded):
    (path,) = commands.export(coded, "qdpx")
    schema = etree.XMLSchema(etree.parse(str(XSD)))
    with zipfile.ZipFile(path) as archive:
        schema.assertValid(etree.fromstring(archive.read("project.qde")))


def test_signs_that_xml_refuses_spoil_no_export_and_memos_come_back_once(coded, decide):
    decide("ana", "N-03#2", "T1_saving", memo="soft\x0bline\x01 end")
    memos.append(coded, [memos.new("ana", "study", "", " two\r\nlines\x0band \ufffe ")])
    (path,) = commands.export(coded, "qdpx")
    with zipfile.ZipFile(path) as archive:
        etree.XMLSchema(etree.parse(str(XSD))).assertValid(etree.fromstring(archive.read("project.qde")))
    copy = another_copy(coded)
    commands.import_file(copy, path)
    assert "soft line  end" in {one[-1] for one in said(copy)}
    before = [path.read_bytes() for path in memos.files(coded)]
    assert any(re.match(r"Memos: \d+ in the file, 0 new", line) for line in commands.import_file(coded, path))
    assert [path.read_bytes() for path in memos.files(coded)] == before
    assert len(commands.export(coded, "coded-docx")) == 4


def test_an_empty_study_is_written_as_the_schema_wants_it(tmp_path):
    write_qdpx(Project("P"), tmp_path / "empty.qdpx")
    with zipfile.ZipFile(tmp_path / "empty.qdpx") as archive:
        etree.XMLSchema(etree.parse(str(XSD))).assertValid(etree.fromstring(archive.read("project.qde")))


def test_an_independent_reader_finds_the_same_project(coded, tmp_path):
    (path,) = commands.export(coded, "qdpx")
    project = RefiProject.load(path, extract_dir=str(tmp_path / "unpacked"))
    ours = read_qdpx(path)
    assert len(project.sources.text_source) == 4 == len(ours.sources)
    assert {user.name for user in project.users.user} == {"ana", "Ben Roy", "adjudicated by cleo", "machine"}
    for source in project.sources.text_source:
        file = RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "unpacked")
        text = file.read_text(encoding="utf-8")
        for selection in source.plain_text_selection:
            words = text[selection.start_position : selection.end_position]
            assert " ".join(words.split())[:100] == selection.name
    codings = [coding for one in project.sources.text_source for s in one.plain_text_selection for coding in s.coding]
    assert len(codings) == ours.counts["codings"]


def test_the_code_book_is_read_by_an_independent_reader_and_by_us(coded):
    (path,) = commands.export(coded, "qdc")
    book = RefiCodebook.load(path)
    assert [code.name for code in book.codes.code[0].code] == ["T1_saving", "T2_repair", "T3_neighbours"]
    assert "nothing differs" in commands.import_file(coded, path)[0]


def test_whole_notes_of_another_program_were_looked_at_where_no_code_stands(study, tmp_path):
    first = Inputs(study).transcripts[0]
    rows = [[first.name, "T1_saving", first.turns[0].text], [first.name, "T2_repair", first.turns[1].text]]
    path = tmp_path / "Segments.csv"
    pd.DataFrame(rows, columns=["Document", "Code", "Segment"]).to_csv(path, index=False)
    assert "--whole-notes" in " ".join(commands.import_file(study, path, "dora"))
    assert {row[7] for row in said(study)} == {"assigned"}
    commands.import_file(study, path, "dora", whole_notes=True)
    done = {row[2] for row in said(study) if row[7] == "done"}
    assert done == {turn.segment_id for turn in first.turns}  # and of no other note
    before = said(study)
    commands.import_file(study, path, "dora", whole_notes=True)
    assert said(study) == before


@pytest.mark.skipif(not PEERS.exists(), reason="the peers' files are not beside this repository")
@pytest.mark.parametrize(
    ("name", "codes", "sources", "codings"),
    [
        ("qc_demo.qdpx", 262, 2, 205),
        ("nvivo_mac15_project.qdpx", 262, 2, 0),
        ("atlasti8_TestProject.qdpx", 14, 12, 16),
        ("atlasti8_Project.qde", 14, 12, 16),
    ],
)
def test_projects_of_other_programs_are_read_with_their_counts(study, name, codes, sources, codings):
    project = read_qdpx(PEERS / name)
    assert (len(project.codes), len(project.sources), project.counts["codings"]) == (codes, sources, codings)
    lines = commands.import_file(study, PEERS / name)
    if codings:  # nothing in them is about our notes: all is listed, with the part that is missing
        listed = pd.read_csv(study.private / "imports" / f"{Path(name).stem}.unplaced.csv")
        assert len(listed) == codings and listed["reason"].str.contains("no note of the study").all()
    assert "No note of the study" in " ".join(lines) and not said(study)


@pytest.mark.skipif(not PEERS.exists(), reason="the peers' files are not beside this repository")
def test_selections_of_another_program_are_the_words_it_selected():
    project = read_qdpx(PEERS / "qc_demo.qdpx")
    lines = (selection.words for selection in project.selections)
    assert all(words.endswith("\n") and "\n" not in words[:-1] for words in lines)  # qc codes whole lines


def as_another_program(coded: Study, transform, count) -> Path:
    """Our export as a program writes it whose text is `transform`ed and whose positions are `count`ed its own way."""
    (path,) = commands.export(coded, "qdpx")
    texts = {}
    with zipfile.ZipFile(path) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".txt")}

    def change(name: str, data: bytes) -> bytes:
        if name in texts:
            return transform(texts[name]).encode("utf-8")
        tree = etree.fromstring(data)
        space = {"q": "urn:QDA-XML:project:1.0"}
        for source in tree.iterfind(".//q:TextSource", space):
            text = texts["sources/" + source.get("plainTextPath").removeprefix("internal://")]
            for one in source.iterfind("q:PlainTextSelection", space):
                for end in ("startPosition", "endPosition"):
                    one.set(end, str(count(text, int(one.get(end)))))
        return etree.tostring(tree)

    return rewritten(path, change)


def windows(text: str) -> str:
    return "\ufeff" + text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("convention", "transform", "count"),
    [
        ("UTF-16 units", str, lambda text, at: len(text[:at].encode("utf-16-le")) // 2),
        ("bytes", str, lambda text, at: len(text[:at].encode("utf-8"))),
        ("Windows line ends", windows, lambda text, at: len(windows(text[:at])) - 1),
        ("Windows line ends counted once", windows, lambda text, at: at),
        ("UTF-16, mark counted", windows, lambda text, at: len(windows(text[:at]).encode("utf-16-le")) // 2),
    ],
)
def test_other_ways_to_count_positions_are_recognised_by_the_text(coded, convention, transform, count):
    path = as_another_program(coded, transform, count)
    copy = another_copy(coded)
    commands.import_file(copy, path)
    assert said(copy) == said(coded), convention


def test_an_edited_transcript_keeps_its_codings_by_content(coded):
    def edit(text: str) -> str:  # a heading above, a name put back, a word added: every position is off
        text = text.replace("emprunté une sableuse", "emprunté une belle sableuse").replace("number twelve", "no. 12")
        return "Interview, 3 May. Present: Ms. Tremblay and the interviewer.\n\n" + text

    (path,) = commands.export(coded, "qdpx")
    with zipfile.ZipFile(path) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".txt")}
    edited = {name: edit(text) for name, text in texts.items()}

    def change(name: str, data: bytes) -> bytes:
        if name in texts:
            return edited[name].encode()
        tree = etree.fromstring(data)
        space = {"q": "urn:QDA-XML:project:1.0"}
        for source in tree.iterfind(".//q:TextSource", space):
            old = texts["sources/" + source.get("plainTextPath").removeprefix("internal://")]
            new = edited["sources/" + source.get("plainTextPath").removeprefix("internal://")]
            for one in source.iterfind("q:PlainTextSelection", space):
                start, end = int(one.get("startPosition")), int(one.get("endPosition"))
                head, tail = old[start : start + 12], old[end - 12 : end]
                one.set("startPosition", str(new.index(head)))
                one.set("endPosition", str(new.index(tail, new.index(head)) + len(tail)))
        return etree.tostring(tree)

    copy = another_copy(coded)
    lines = commands.import_file(copy, rewritten(path, change))
    assert said(copy) == said(coded)
    assert "aligned" in " ".join(lines)


def test_what_cannot_be_placed_is_listed_with_its_words_and_the_reason(coded):
    def change(name: str, data: bytes) -> bytes:
        if name.endswith(".qde"):
            return data.replace(b'name="T2_repair"', b'name="Weather"').replace(b'"N-02"', b'"X-99"')
        return b"Another text altogether." if b"borrowed a ladder" in data else data

    (path,) = commands.export(coded, "qdpx")
    tree_guid = rewritten(path, change)
    with zipfile.ZipFile(tree_guid) as archive:
        xml = archive.read("project.qde").decode()
    # Another program keeps neither our GUIDs of codes nor those of sources.
    for index, guid in enumerate(sorted(set(re.findall(r'(?:targetGUID|guid)="([0-9a-f-]{36})"', xml)))):
        xml = xml.replace(f'="{guid}"', f'="00000000-0000-4000-8000-{index:012d}"')
    other = rewritten(tree_guid, lambda name, data: xml.encode() if name == "project.qde" else data)
    copy = another_copy(coded)
    lines = " ".join(commands.import_file(copy, other))
    listed = pd.read_csv(copy.private / "imports/changed.unplaced.csv", keep_default_na=False)
    reasons = " ".join(listed["reason"])
    assert "'Weather' is not in the codebook" in reasons and "no note of the study is the source 'X-99'" in reasons
    assert "Not placed" in lines
    placed = len(decision_log.read_lines(copy))
    assert placed + len(listed) == 10  # every coding of a person is one or the other


def note(*texts: str) -> Transcript:
    turns, at = [], 0
    for index, text in enumerate(texts):
        turns.append(Turn(f"N#{index}", "N", index, "", text, at))
        at += len(text) + 2
    return Transcript("N", "\n\n".join(texts) + "\n\n", tuple(turns))


def test_words_found_in_two_places_are_not_guessed():
    transcript = note("We saved a lot of money there.", "They closed early.", "We saved a lot of money there.")
    places, reason = Anchor(None, transcript).place(None, None, "saved a lot of money")
    assert places == [] and "N#0 and N#2 equally well" in reason


def test_a_selection_over_several_turns_is_placed_on_each():
    transcript = note("First thing said here.", "Second thing said here.", "Third.")
    anchor = Anchor(transcript.text, transcript)
    places, _ = anchor.place(6, transcript.turns[1].end, "")
    assert [(place.turn.segment_id, place.quote) for place in places] == [("N#0", "thing said here."), ("N#1", "")]


@given(st.text(alphabet="ab é\n\r\U0001f44d\ufeff", max_size=40), st.data())
def test_every_convention_maps_its_positions_to_the_same_characters(raw, data):
    text = offsets.plain(raw)
    convention = data.draw(st.sampled_from(offsets.CONVENTIONS))
    table = offsets.table(raw, convention)
    assert list(table) == sorted(table) and table[-1] == len(text)
    if convention == offsets.Convention("UTF-16 units") and "\r" not in raw and not raw.startswith("\ufeff"):
        assert len(table) == len(raw.encode("utf-16-le")) // 2 + 1


BOMB = (
    b"<?xml version='1.0'?><!DOCTYPE p [<!ENTITY a 'aaaaaaaa'>]><Project xmlns='urn:QDA-XML:project:1.0' name='&a;'/>"
)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"project.qde": b"<Project"}, "project.qde, line 1: not whole XML"),
        ({"project.qde": BOMB}, "declares a document type"),
        (
            {"project.qde": b"<Project xmlns='http://schemas.microsoft.com/project' name='x'/>"},
            "of http://schemas.micro",
        ),
        ({"project.qde": b"<CodeBook xmlns='urn:QDA-XML:codebook:1.0'/>"}, "a code book, not a project"),
        ({"project.qde": b"<html/>"}, "starts with <html>"),
        ({"notes.txt": b"x"}, "no project.qde inside"),
        ({"project.qde": b"", "copy.qde": b""}, "2 .qde files inside"),
        ({"../../outside.qde": b"x"}, "points out of the archive"),
        ({"/etc/project.qde": b"x"}, "points out of the archive"),
        ({"C:\\project.qde": b"x"}, "points out of the archive"),
    ],
)
def test_harmful_or_damaged_projects_are_refused_in_a_sentence(study, tmp_path, files, said):
    path = tmp_path / "bad.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    with pytest.raises(StudyError) as error:
        read_qdpx(path)
    assert said in str(error.value) and "bad.qdpx" in str(error.value)


def test_an_xml_bomb_of_size_is_refused_before_it_is_parsed(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.exchange.qdpx_read.MAX_XML", 10_000)
    path = tmp_path / "huge.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b"<Project>" + b" " * 1_000_000)
    with pytest.raises(StudyError, match="larger than"):
        read_qdpx(path)


def test_a_truncated_archive_is_refused_whole(coded):
    (path,) = commands.export(coded, "qdpx")
    data = path.read_bytes()
    for size in (0, 10, len(data) // 2, len(data) - 5):
        cut = path.with_name("cut.qdpx")
        cut.write_bytes(data[:size])
        with pytest.raises(StudyError):
            read_qdpx(cut)


def test_a_coding_of_a_code_that_is_not_there_is_told(coded):
    (path,) = commands.export(coded, "qdpx")
    with zipfile.ZipFile(path) as archive:
        tree = etree.fromstring(archive.read("project.qde"))
    book = tree.find("{urn:QDA-XML:project:1.0}CodeBook")
    tree.remove(book)
    with pytest.raises(StudyError, match="none is in the code book"):
        read_qdpx(rewritten(path, lambda name, data: etree.tostring(tree) if name == "project.qde" else data))


def test_a_slipped_row_of_a_spreadsheet_is_placed_by_its_text(study, tmp_path):
    rows = study.table("notes/segments").loc[:3, ["note_id", "turn", "text"]].assign(code="T1_saving", coder="ana")
    rows["turn"] = rows["turn"] + 2
    rows.to_csv(tmp_path / "slipped.csv", index=False)
    commands.import_file(study, tmp_path / "slipped.csv")
    assert {row[2] for row in said(study)} == {"N-01#2", "N-01#4", "N-01#6", "N-01#8"}


def test_a_coder_table_in_windows_french_with_semicolons_is_read(study, tmp_path):
    text = (
        "note_id;turn;code;stance;memo\nN-01;2;Économise;;\nN-01;2;Fait économiser;mixed;à revoir\nN-77;2;T1_saving;;\n"
    )
    (tmp_path / "élodie.csv").write_bytes(text.encode("cp1252"))
    lines = " ".join(commands.import_file(study, tmp_path / "élodie.csv"))
    ((coder, _, segment, *_, code, _, stance, memo),) = said(study)
    assert (coder, segment, code, stance, memo) == ("élodie", "N-01#2", "T1_saving", "mixed", "à revoir")
    assert "Not placed: 2" in lines


@pytest.mark.parametrize("name", ["x.xlsx", "x.docx", "x.qdc", "x.qdpx", "x.qde", "x.pdf", "x.csv"])
def test_a_file_that_is_not_what_it_says_is_refused_in_a_sentence(study, tmp_path, name):
    (tmp_path / name).write_bytes(b"\x00\x01 this is nothing")
    with pytest.raises(StudyError, match=name.replace(".", r"\.")):
        commands.import_file(study, tmp_path / name)


def test_text_that_looks_like_a_formula_stays_text_in_excel(study, decide):
    from openpyxl import load_workbook

    decide("ana", "N-01#2", "T1_saving", memo='=HYPERLINK("http://x","y")')
    (path,) = commands.export(study, "xlsx")
    sheet = load_workbook(path)["codings"]
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert cells and all(cell.data_type == "s" for cell in cells)


def test_the_word_codebook_comes_back_with_a_persons_changes_and_comments_are_kept(study):
    from docx import Document

    (path,) = commands.export(study, "docx")
    assert "nothing differs" in commands.import_file(study, path)[0]
    document = Document(str(path))
    rows = [row.cells for row in document.tables[0].rows]
    at = next(index for index, cells in enumerate(rows) if cells[1].text == "T2_repair")
    rows[at + 1][2].text = "Savoir réparer soi-même"
    rows[at + 5][1].text = "She soldered it.\nI mend lamps now. {also: T1_saving; stance: supportive}"
    document.save(str(path))
    lines = commands.import_file(study, path)
    codebook = Inputs(study).codebook
    assert codebook["T2_repair"].label.fr == "Savoir réparer soi-même"
    assert codebook["T2_repair"].examples.root["en"][1].also == ["T1_saving"]
    text = (study.codebooks / "themes.yaml").read_text(encoding="utf-8")
    assert "# the oldest code" in text and "1 changed, 0 new" in lines[0]


def test_codes_of_another_program_become_new_codes_under_their_theme(study, tmp_path):
    (tmp_path / "more.qdc").write_text(
        '<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
        '<Code guid="10000000-0000-4000-8000-000000000000" name="How it runs" isCodable="false">'
        '<Code guid="10000000-0000-4000-8000-000000000001" name="Coûts cachés" isCodable="true">'
        "<Description>Fees that nobody told of.</Description></Code></Code></Codes></CodeBook>",
        encoding="utf-8",
    )
    commands.import_file(study, tmp_path / "more.qdc")
    code = Inputs(study).codebook["Couts_caches"]
    assert (code.theme, code.label.fr, code.definition.en) == ("run", "Coûts cachés", "Fees that nobody told of.")


def test_a_codebook_changed_by_hand_meanwhile_is_not_overwritten(study):
    version = themes_edit.codebook_version(study)
    path = study.codebooks / "themes.yaml"
    by_hand = path.read_text(encoding="utf-8").replace("Saves money", "Saves much money")
    path.write_text(by_hand, encoding="utf-8")
    change = themes_edit.Change("T2_repair", "label.en", "Repair skills", "Repair")
    with pytest.raises(StudyError, match="changed by somebody else"):
        themes_edit.apply(study, [change], version)
    assert path.read_text(encoding="utf-8") == by_hand


def test_a_change_that_would_break_the_codebook_is_refused(study):
    before = (study.codebooks / "themes.yaml").read_bytes()
    change = themes_edit.Change("T2_repair", "theme", "gain", "nowhere")
    with pytest.raises(StudyError, match="nowhere"):
        themes_edit.apply(study, [change], themes_edit.codebook_version(study))
    assert (study.codebooks / "themes.yaml").read_bytes() == before


@pytest.mark.parametrize("written", ["2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00Z", "2024-05-01T10:00:00"])
def test_a_programs_time_is_kept_in_universal_time(written):
    assert utc(written) == "2024-05-01T10:00:00.000000+00:00"
