"""What people have on their desks, in the shapes they have it: brought in by `new-study`, or told, and never lost."""

import csv
import shutil
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
import yaml

from pipeline.decisions.coder_tables import read_coder_table
from pipeline.decisions.read import of_logs
from pipeline.decisions.themes import ThemesCodebook
from pipeline.exchange import segment_tables
from pipeline.exchange.placing import note_of
from pipeline.exchange.project import Source
from pipeline.exchange.transcripts import Transcript
from pipeline.notes.manifest import files_of
from pipeline.scaffold import drafts, intake, margins_draft, projects
from pipeline.scaffold.codes_of_people import codes_in_table
from pipeline.scaffold.published_draft import in_our_columns
from pipeline.study import Study, StudyError, read_people_sheets, read_people_table
from pipeline.survey.draft import draft
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.triangulation.published import read_claims
from tests import desks
from tests.study_runs import begin


def notes_of(tmp_path: Path, *names: str) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.txt").write_text(f"Interviewer: Why?\n{name}: Since I like it.\n", encoding="utf-8")
    return folder


def take(tmp_path: Path, folder: Path) -> tuple[dict[str, str], list[str]]:
    """What `new-study` makes of a folder of notes: original name -> id, and what it says."""
    interviews = tmp_path / "study/raw/interviews"
    told = intake.notes(sorted(folder.rglob("*.txt")), folder, interviews, "en")
    rows = read_people_table(interviews / "manifest.csv").to_dict("records")
    assert all((interviews.parent / row["file"]).is_file() for row in rows)
    assert len({row["note_id"] for row in rows}) == len(rows)
    return {row["original"]: row["note_id"] for row in rows}, told


def test_notes_that_come_later_get_new_ids_wherever_their_names_stand(tmp_path):
    folder = notes_of(tmp_path, "Bea", "Dan")
    assert take(tmp_path, folder)[0] == {"Bea.txt": "NOTE-01", "Dan.txt": "NOTE-02"}
    ids, told = take(tmp_path, notes_of(tmp_path, "Ada", "Cy"))
    assert ids == {"Bea.txt": "NOTE-01", "Dan.txt": "NOTE-02", "Ada.txt": "NOTE-03", "Cy.txt": "NOTE-04"} and not told
    assert "Cy:" in (tmp_path / "study/raw/interviews/NOTE-04.txt").read_text("utf-8")


def test_a_folder_of_only_the_new_notes_leaves_the_others_in_the_manifest(tmp_path):
    take(tmp_path, notes_of(tmp_path, "Bea"))
    shutil.rmtree(tmp_path / "notes")
    assert set(take(tmp_path, notes_of(tmp_path, "Ada"))[0]) == {"Bea.txt", "Ada.txt"}


def test_a_renamed_file_is_the_same_note_and_a_changed_one_is_told(tmp_path):
    folder = notes_of(tmp_path, "Bea", "Dan")
    take(tmp_path, folder)
    (folder / "Bea.txt").rename(folder / "Bea final.txt")
    (folder / "Dan.txt").write_text("Dan: Corrected.", encoding="utf-8")
    ids, told = take(tmp_path, folder)
    assert set(ids) == {"Bea.txt", "Dan.txt"}
    assert "taken once, as interviews/NOTE-01" in told[0] and "Dan.txt differs from raw/interviews/NOTE-02" in told[1]


def test_one_file_twice_on_the_desk_is_one_person(tmp_path):
    folder = notes_of(tmp_path, "Bea")
    shutil.copyfile(folder / "Bea.txt", folder / "Bea - Copie.txt")
    ids, told = take(tmp_path, folder)
    assert list(ids) == ["Bea.txt"] and "the same file" in told[0]  # coders name the note, not its copy


def test_what_people_wrote_into_the_manifest_stays(tmp_path):
    take(tmp_path, notes_of(tmp_path, "Bea"))
    path = tmp_path / "study/raw/interviews/manifest.csv"
    head, row = path.read_text("utf-8").splitlines()
    path.write_text(f"{head},interviewer\n{row.replace('participant', 'farmer')},Sue\n", "utf-8")
    take(tmp_path, notes_of(tmp_path, "Ada"))
    first = read_people_table(path).iloc[0]
    assert (first["stakeholder"], first["interviewer"]) == ("farmer", "Sue")


def test_documents_of_one_name_in_two_folders_are_both_taken(tmp_path):
    for year in ("2022", "2023"):
        (tmp_path / "desk" / year).mkdir(parents=True)
        (tmp_path / "desk" / year / "report.txt").write_text(f"The report of {year}.", encoding="utf-8")
    target = tmp_path / "study/raw/documents"
    intake.documents(sorted((tmp_path / "desk").rglob("*.txt")), tmp_path / "desk", target)
    rows = read_people_table(target / "manifest.csv")
    assert [(target.parent / file).read_text("utf-8")[-5:-1] for file in rows["file"]] == ["2022", "2023"]
    assert list(rows["id"]) == ["DOC-01", "DOC-02"]  # ids pass the gate, file names may name people


@pytest.mark.parametrize(
    ("head", "rows", "themes"),
    [
        (["Theme", "Code", "Definition"], [["A", "x", "-"], ["", "y", "-"], ["B", "z", "-"]], ["A", "A", "B"]),
        (["Catégorie", "Définition"], [["x", "-"], ["y", "-"], ["z", "-"]], ["", "", ""]),
        (["Level 1", "Level 2"], [["A", "x"], ["", "y"], ["B", "z"]], ["A", "A", "B"]),
    ],
)
def test_a_table_of_codes_is_read_however_its_levels_are_written(tmp_path, head, rows, themes):
    codes = codes_in_table(desks.table(tmp_path / "codes.csv", [head, *rows]))
    assert [(code["id"], code["theme"]) for code in codes] == list(zip("xyz", themes, strict=True))


def test_a_sheet_in_which_two_people_coded_side_by_side_is_two_coders(tmp_path):
    head = ["NoRep", "Que changer?", "Codes Julie", "Codes Marc"]
    path = desks.table(tmp_path / "codage.csv", [head, ["R1", "Tout, depuis le début.", "Prix; Lieu", "Prix"]])
    said = [(one.coder, one.unit_id, one.code) for one in read_coder_table(path, "codage.csv")]
    unit = "R1#Que changer?"
    assert said == [("Julie", unit, "Prix"), ("Julie", unit, "Lieu"), ("Marc", unit, "Prix")]


def test_numbered_columns_of_codes_are_one_persons_and_a_column_of_coders_is_read(tmp_path):
    path = desks.table(tmp_path / "ana.csv", [["unit_id", "Code 1", "Code 2"], ["N#2", "a", "b"], ["N#4", "a", ""]])
    assert [(one.coder, one.code) for one in read_coder_table(path, "")] == [("ana", "a"), ("ana", "b"), ("ana", "a")]
    path = desks.table(tmp_path / "all.csv", [["unit_id", "Coder", "Code"], ["N#2", "Ana", "a"], ["N#2", "Ben", "b"]])
    assert [(one.coder, one.code) for one in read_coder_table(path, "")] == [("Ana", "a"), ("Ben", "b")]


def test_figures_in_print_are_read_as_people_list_them(tmp_path):
    path = tmp_path / "figures.xlsx"
    book = openpyxl.Workbook()
    listed = (["Places", "1 234", "p. 3"], ["Départs", "12,5 %", "p. 4"], ["-", "?"])
    for row in (["Indicateur", "Valeur", "Source"], *listed):
        book.active.append(row)
    book.save(path)
    text, told = in_our_columns(path)
    rows = [(row["value"], row["unit"], row["section"]) for row in csv.DictReader(text.splitlines())]
    assert rows == [("1234", "count", "p. 3"), ("12.5", "percent", "p. 4")] and "rows 4" in told[1]
    with pytest.raises(StudyError, match="columns"):
        in_our_columns(desks.table(tmp_path / "other.csv", [["a", "b"], ["1", "2"]]))


def test_a_population_by_labels_weights_and_one_that_fits_no_question_is_told(tmp_path):
    draft(desks.qualtrics(tmp_path, written=False), tmp_path / "study/codebooks/survey.yaml", languages=["en"])
    groups = [["How often", one, "1 200"] for one in desks.OFTEN["en"]]
    rows = [["Variable", "Category", "Population"], *groups, ["Sex", "Man", "5"]]
    path = desks.table(tmp_path / "population.csv", rows)
    (tmp_path / "study/params.yaml").write_text("study: {languages: [en]}\n", encoding="utf-8")
    book = Study(tmp_path / "study").codebook("survey", SurveyCodebook)
    entries, table, told = margins_draft.fitting(path, book)
    assert entries == [{"margin": "How often", "variable": "q1"}] and table.count(",1200") == 3
    assert len(told) == 1 and "Sex (Man)" in told[0]
    path = desks.table(tmp_path / "one.csv", [["How often", "Clients"], *(group[1:] for group in groups)])
    assert margins_draft.fitting(path, book)[0] == [{"margin": "how often", "variable": "q1"}]


def test_a_project_gives_codebook_notes_and_the_decisions_of_its_coders(tmp_path):
    text = "Interviewer: What is hard?\nEdna: The bus comes twice a day. I wait for hours at the stop.\n"
    start = text.index("The bus")
    mark = "<Coding guid='{}' creatingUser='{}'><CodeRef targetGUID='c2'/></Coding>"
    marks = "".join(mark.format(f"k{user}", user) for user in ("u1", "u2"))
    project = f"""<Project xmlns="urn:QDA-XML:project:1.0" name="Ageing" origin="NVivo 14">
<Users><User guid="u1" name="Ana"/><User guid="u2" name="Ben"/></Users>
<CodeBook><Codes><Code guid="c1" name="Getting around" isCodable="true">
<Code guid="c2" name="Bus" isCodable="true"><Description>Of buses</Description></Code></Code></Codes></CodeBook>
<Sources><TextSource guid="s1" name="Edna Wallace" plainTextPath="internal://s1.txt">
<PlainTextSelection guid="p1" name="-" startPosition="{start}" endPosition="{start + 29}">{marks}</PlainTextSelection>
</TextSource></Sources></Project>"""
    path = tmp_path / "Ageing.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", project)
        archive.writestr("sources/s1.txt", text)
    begin(tmp_path / "study", "--notes", path, "--codebook", path, "--codings", path)
    study = Study(tmp_path / "study")
    book = study.codebook("themes", ThemesCodebook)
    assert [(code.id, code.parent) for code in book.codes] == [("Getting_around", None), ("Bus", "Getting_around")]
    assert sorted((one.coder, one.code, one.unit_id) for one in of_logs(study)) == [
        ("Ana", "Bus", "NOTE-01#2"), ("Ben", "Bus", "NOTE-01#2"),
    ]  # fmt: skip


def test_what_is_on_the_desk_and_not_used_is_told_with_how_to_use_it(tmp_path, capsys):
    rows = [["ID", "pond", "How often?"]] + [[f"R{n}", f"{1 + n / 10}", desks.OFTEN["en"][n % 3]] for n in range(30)]
    survey = desks.table(tmp_path / "survey.csv", rows)
    begin(tmp_path / "study", "--survey", survey, "--codebook", desks.codebook(tmp_path, "en"))
    said = " ".join(capsys.readouterr().err.split())
    assert "write `weighting: {base: pond}` in codebooks/survey.yaml" in said
    assert "codes.csv was not used" in said and "`kind: open`" in said


def test_notes_of_one_group_are_told_to_be(tmp_path, capsys):
    begin(tmp_path / "study", "--notes", notes_of(tmp_path, "Ada", "Bea"))
    assert "one group, participant" in " ".join(capsys.readouterr().err.split())


def test_what_is_still_said_in_english_is_told_of_a_third_language_alone(tmp_path, capsys):
    begin(tmp_path / "study", "--notes", notes_of(tmp_path, "Ada"), "--languages", "fr,es")
    said = capsys.readouterr().err
    assert "Spanish: " in said and "codebooks/words/es/" in said and "French: " not in said


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["EMP-01", "EMP-02"], ["EMP-01", "EMP-02"]),
        (["fg1", "fg 2"], ["FG1", "FG-2"]),
        (["Nair_4", "Roy_1", "Roy_2"], ["NOTE-01", "NOTE-02", "NOTE-03"]),  # names, one of them heard twice
        (["nair_4", "P01", "P02"], ["NOTE-03", "P01", "P02"]),
    ],
)
def test_a_name_and_a_number_is_no_id(tmp_path, files, expected):
    ids, _ = take(tmp_path, notes_of(tmp_path, *files))
    assert [ids[f"{name}.txt"] for name in files] == expected


def test_codes_below_codes_are_read_from_columns_of_their_own(tmp_path):
    rows = [["Thème", "Code", "Sous-code", "Définition"], ["Élan", "Arrivée", "Par un ami", "Connaissance"]]
    rows += [
        ["", "", "Par une annonce", "Affiche"],
        ["", "Apport", "Liens", "Amis"],
        ["Freins", "Coûts", "", "Essence"],
    ]
    codes = {code["label"]: code for code in codes_in_table(desks.table(tmp_path / "codes.csv", rows))}
    assert list(codes) == ["Arrivée", "Par un ami", "Par une annonce", "Apport", "Liens", "Coûts"]
    assert [codes[name].get("parent", "") for name in codes] == ["", "Arrivee", "Arrivee", "", "Apport", ""]
    assert {name: codes[name]["theme"] for name in ("Par une annonce", "Coûts")} == {
        "Par une annonce": "Élan", "Coûts": "Freins",
    }  # fmt: skip


def test_another_program_knows_a_note_by_its_own_file(tmp_path):
    take(tmp_path, notes_of(tmp_path, "Edna Wallace", "Bo Chan"))
    (tmp_path / "study/params.yaml").write_text("study: {languages: [en]}\n", encoding="utf-8")
    files = {one.identifier: one.names for one in files_of(Study(tmp_path / "study"))}
    notes = [Transcript(name, "", (), files=files[name]) for name in sorted(files)]
    for written in ("Edna Wallace", "edna wallace.txt", "NOTE-02"):
        assert note_of(Source("guid", written, "text"), notes).name == "NOTE-02"
    assert note_of(Source("guid", "Ana Roy", "text"), notes) is None


def test_words_around_a_figure_in_print_are_its_precision(tmp_path):
    path = tmp_path / "figures.csv"
    said = ["nearly 240 answered", "no more than 12 left", "plus de 1 200 élèves", "75% of 300", "environ 75 %"]
    values = ["240", "12", "1200", "75 %", "75"]
    rows = "".join(f"{text};{value};p. 3\n" for text, value in zip(said, values, strict=True))
    path.write_text(f"What it says;Figure;Where it says so\n{rows}visits made;over 21,000;p. 4\n", encoding="utf-8")
    drafted = list(csv.DictReader(in_our_columns(path)[0].splitlines()))
    assert [one["precision"] for one in drafted] == ["nearly", "at_most", "at_least", "exact", "about", "at_least"]
    assert drafted[-1]["value"] == "21000" and drafted[-1]["section"] == "p. 4"


def test_money_in_print_is_counted_as_its_cell_counts_it_and_unread_columns_are_told(tmp_path):
    rows = [["Statement", "Value", "Base"], ["given", "$4.3 million", "240"], ["versés", "près de 1,2 G$", ""]]
    text, told = in_our_columns(desks.table(tmp_path / "p.csv", [*rows, ["spent", "$4,848", ""]]))
    drafted = [(one["value"], one["unit"], one["precision"]) for one in csv.DictReader(text.splitlines())]
    assert drafted == [("4.3", "million_cad", "exact"), ("1.2", "billion_cad", "nearly"), ("4848", "CAD", "exact")]
    assert told[-1] == "p.csv: columns that are not read: base."


def test_a_codebook_in_two_languages_keeps_each_text_in_its_own(tmp_path):
    head = ["Code", "Definition", "Définition", "Examples"]
    rows = [["Waiting", "How long people wait for a place", "Combien de temps les gens attendent une place",
             "I waited for months.\nOn m’a fait attendre des mois."]]  # fmt: skip
    codes = codes_in_table(desks.table(tmp_path / "codes.csv", [head, *rows]), ["en", "fr"])
    (code,) = yaml.safe_load(drafts.themes(codes, ["en", "fr"]))["codes"]
    assert code["definition"] == {"en": rows[0][1], "fr": rows[0][2]}
    assert code["examples"] == {"en": ["I waited for months."], "fr": ["On m’a fait attendre des mois."]}


def workbook(path: Path, rows: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_title_above_a_table_is_passed_over_wherever_people_hand_one_in(tmp_path):
    printed = workbook(tmp_path / "p.xlsx", [["Figures in print"], ["No", "Statement", "Figure"], ["1", "Held", "39"]])
    assert ",39," in in_our_columns(printed)[0]
    coded = [["Second coding"], ["note_id", "turn", "code"], ["N1", "2", "access"]]
    decisions = read_coder_table(workbook(tmp_path / "ben.xlsx", coded), "ben.xlsx")
    assert [(one.unit_id, one.code, one.row) for one in decisions] == [("N1#2", "access", 3)]


def test_a_sheet_of_passages_with_numbered_codes_is_looked_up_by_its_words(tmp_path):
    rows = [["Document", "Passage", "Code 1", "Code 2"], ["Ada", "Nobody waits.", "access", "water"]]
    path = workbook(tmp_path / "ben.xlsx", rows)
    assert projects.is_project(path)
    found = projects.read_project(path)
    assert [len(one.marks) for one in found.selections] == [1] and found.codes[0].name == "access"
    known = segment_tables.read_segments(read_people_sheets(path), "ben", lambda name: name == "water")
    assert [len(one.marks) for one in known.selections] == [2]
    with pytest.raises(StudyError, match="document, code and the words"):
        read_coder_table(desks.table(tmp_path / "c.csv", [["Who", "Code"], ["Ada", "access"]]), "c.csv")


def test_a_passage_beside_an_empty_cell_for_its_document_is_kept_and_a_blank_row_is_none(tmp_path):
    rows = [["Document", "Passage", "Code"], ["Ada", "Nobody waits.", "access"], ["", "All wait.", "access"]]
    found = projects.read_project(workbook(tmp_path / "ben.xlsx", rows))
    assert [one.words for one in found.selections] == ["Nobody waits.", "All wait."]


def codebook_in_word(path: Path, paragraphs: list[tuple[str, str, str]]) -> Path:
    """A Word file of (style, words in bold, words after them)."""
    document = docx.Document()
    for style, bold, plain in paragraphs:
        paragraph = document.add_paragraph(style=style)
        paragraph.add_run(bold).bold = True
        paragraph.add_run(plain)
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    "lines",
    [
        [("List Bullet", "Confiance", " : l’enfant ose"), ("List Bullet", "Locaux", " : bruit, manque d’espace")],
        [("Normal", "1. Confiance", " – l’enfant ose"), ("Normal", "2. Locaux", " – bruit, manque d’espace")],
        [("List Number", "", "Confiance : l’enfant ose"), ("List Number", "", "Locaux : bruit, manque d’espace")],
        [
            ("Heading 2", "", "Confiance"),
            ("Normal", "", "l’enfant ose"),
            ("Heading 2", "", "Locaux"),
            ("Normal", "", "bruit, manque d’espace"),
        ],
    ],
)
def test_a_codebook_that_is_a_list_in_word_is_read_with_its_headings_as_themes(tmp_path, lines):
    head = [("Title", "", "Grille de codage"), ("Normal", "", "Version du 2 juin."), ("Heading 1", "", "Effets")]
    codes = codes_in_table(codebook_in_word(tmp_path / "grille.docx", head + lines))
    assert [(one["label"], one["definition"], one["theme"]) for one in codes] == [
        ("Confiance", "l’enfant ose", "Effets"),
        ("Locaux", "bruit, manque d’espace", "Effets"),
    ]


def test_a_line_of_a_list_below_another_is_a_code_below_it_and_a_letter_is_no_codebook(tmp_path):
    lines = [("List Bullet", "Access", ": waiting"), ("List Bullet 2", "Hours", ": when it is open")]
    codes = codes_in_table(codebook_in_word(tmp_path / "book.docx", lines))
    assert [(one["id"], one.get("parent")) for one in codes] == [("Access", None), ("Hours", "Access")]
    letter = codebook_in_word(tmp_path / "letter.docx", [("Normal", "", "Dear all, here are the codes we spoke of.")])
    with pytest.raises(StudyError, match="its name in bold"):
        codes_in_table(letter)


def test_headings_are_known_with_the_apostrophe_of_word_processors(tmp_path):
    head = ["Code", "Définition", "Quand l’utiliser", "Quand ne pas l’utiliser"]
    desks.table(tmp_path / "codes.csv", [head, ["accès", "attente", "horaires", "prix"], ["coût", "prix", "", ""]])
    code = codes_in_table(tmp_path / "codes.csv")[0]
    assert (code["use_when"], code["not_when"]) == ("horaires", "prix")


def test_examples_and_rules_of_a_table_of_codes_stand_in_the_codebook_and_what_does_not_is_told(tmp_path, capsys):
    head = ["Code", "Description", "Include", "Exclude", "Example", "Owner"]
    row = ["access", "Waiting lists", "hours", "prices: cost", "“Nobody tells you.”\n- I waited a year.", "AB"]
    other = ["cost", "Prices", "", "", "", ""]
    desks.table(tmp_path / "codes.csv", [head, row, other])
    notes_of(tmp_path, "Ada")
    begin(tmp_path / "s", "--notes", str(tmp_path / "notes"), "--codebook", str(tmp_path / "codes.csv"))
    study = Study(tmp_path / "s")
    code = study.codebook("themes", ThemesCodebook).codes[0]
    assert code.use_when["en"] == "hours" and code.not_when["en"] == "prices: cost"
    assert [one.text for _, one in code.examples.pairs()] == [
        "Nobody tells you.",
        "I waited a year.",
    ]
    assert "columns not read: Owner" in capsys.readouterr().err


def test_a_folder_of_codings_and_a_single_document_are_taken(tmp_path):
    notes = notes_of(tmp_path, "Ada")
    (tmp_path / "codings").mkdir()
    desks.table(tmp_path / "codings/ana.csv", [["note_id", "turn", "code"], ["NOTE-01", "2", "access"]])
    (tmp_path / "report.txt").write_text("Waiting\n\nNobody waits any more.\n", encoding="utf-8")
    given = ["--notes", str(notes), "--codings", str(tmp_path / "codings"), "--documents", str(tmp_path / "report.txt")]
    begin(tmp_path / "s", *given)
    raw = tmp_path / "s/raw"
    assert (raw / "coding/ana.csv").is_file()
    assert read_people_table(raw / "documents/manifest.csv")["original"].tolist() == ["report.txt"]


def test_what_the_title_names_is_kept_since_it_stands_on_every_page(tmp_path):
    notes = notes_of(tmp_path, "Ada")
    begin(tmp_path / "s", "--title", "Évaluation de Résonances", "--notes", str(notes), "--languages", "fr")
    assert Study(tmp_path / "s").params["notes"]["keep"] == ["Résonances"]


def test_a_sheet_of_talk_is_a_note_and_any_other_sheet_is_told(tmp_path, capsys):
    notes = notes_of(tmp_path, "Ada")
    talk = [
        ["#", "Start", "Speaker", "Text"],
        ["1", "00:00:00", "Interviewer", "Why?"],
        ["2", "00:00:04", "Bea", "Since."],
    ]
    workbook(notes / "Bea.xlsx", talk)
    workbook(notes / "contacts.xlsx", [["Name", "Telephone", "Town"], ["Bea", "555 0199", "Sussex"]])
    begin(tmp_path / "s", "--notes", str(notes))
    said = capsys.readouterr().err
    assert "contacts.xlsx" in said and "Bea.xlsx" not in said
    rows = read_people_table(tmp_path / "s/raw/interviews/manifest.csv")
    assert rows["original"].tolist() == ["Ada.txt", "Bea.xlsx"]


def test_a_document_is_called_by_the_heading_it_opens_with(tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    codebook_in_word(
        folder / "ar2425_final_web.docx", [("Title", "", "Annual report 2024"), ("Normal", "", "We held 39.")]
    )
    (folder / "note_v3.txt").write_text("We held thirty-nine sessions last year.\n", encoding="utf-8")
    intake.documents(sorted(folder.iterdir()), folder, tmp_path / "raw/documents")
    rows = read_people_table(tmp_path / "raw/documents/manifest.csv")
    assert rows["title"].tolist() == ["Annual report 2024", "note_v3"]


def test_a_figure_in_print_without_a_unit_is_a_mistake_told_by_check(tmp_path):
    head = "claim,section,value,unit,precision,base,indicator,restates,statement\n"
    (tmp_path / "figures.csv").write_text(head + "P1,p. 1,39,,exact,,,,Sessions held\n", encoding="utf-8")
    with pytest.raises(StudyError, match="unit empty"):
        read_claims(tmp_path / "figures.csv", "figures.csv")


def test_an_empty_file_is_told_and_not_taken(tmp_path):
    folder = notes_of(tmp_path, "Bea")
    (folder / "to type.txt").write_bytes(b"")
    ids, told = take(tmp_path, folder)
    assert set(ids) == {"Bea.txt"} and told == ["to type.txt is empty: not taken."]


def test_a_label_has_one_mark_between_question_and_answers(tmp_path):
    scale = ["Strongly disagree", "Disagree", "Agree", "Strongly agree"]
    rows = [
        ["id", "The staff helped me.", "Were you well received?"],
        *([str(i), scale[i % 4], scale[i % 3]] for i in range(12)),
    ]
    (tmp_path / "study/codebooks").mkdir(parents=True)
    (tmp_path / "study/params.yaml").write_text("study: {languages: [en, fr]}\n", encoding="utf-8")
    draft(desks.table(tmp_path / "s.csv", rows), tmp_path / "study/codebooks/survey.yaml", languages=["en", "fr"])
    book = Study(tmp_path / "study").codebook("survey", SurveyCodebook)
    labels = [one["label"] for one in drafts.indicators(book, ["en", "fr"]) if one["kind"] == "top_box"]
    assert labels[0]["en"] == "The staff helped me: “Agree” or “Strongly agree”"
    assert labels[1]["en"].startswith("Were you well received? “") and ":" not in labels[1]["fr"]
