"""A codebook of administrative data drafted from an office's own files: it reads them, and passes on no name."""

import openpyxl
import pytest

from pipeline.admin import clean_admin, measure_admin
from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.notes import deidentify
from pipeline.scaffold.check import admin as checked
from pipeline.study import Study
from pipeline.triangulation import triangulate
from pipeline.triangulation.evaluation import EvaluationCodebook
from tests.study_runs import begin

STAFF = ["Julie Bélanger", "Marc Côté", "Anne Roy"]
BODIES = ["Coop Les Érables", "Toit et moi", "Fondation Abri"]


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    desk = tmp_path_factory.mktemp("desk") / "listes"
    desk.mkdir()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Ententes"
    sheet.append(["Suivi des ententes, été 2024"])
    sheet.append(["No projet", "Organisme", "Région", "Signée le", "Montant ($)", "Personne-ressource", "Remarques"])
    for number in range(12):
        money, where = f"{1000 + number},50", ["Nord", "Sud"][number % 2]
        note = f"{STAFF[number % 3]} a rappelé le bureau au sujet du dossier numéro {number}"
        sheet.append(
            [f"H-{100 + number}", BODIES[number % 3], where, f"2024-03-{number + 1:02}", money, STAFF[number % 3], note]
        )
    book.create_sheet("Vide")
    book.save(desk / "suivi.xlsx")
    (desk / "visites.csv").write_bytes(
        "Visite;Année;Ménages\n".encode("cp1252") + "".join(f"V{n};2023;{n}\n" for n in range(1, 9)).encode("cp1252")
    )
    folder = tmp_path_factory.mktemp("studies") / "étude"
    begin(folder, "--title", "Logement", "--languages", "fr", "--admin", str(desk))
    return Study(folder)


def test_every_table_is_read_as_it_lies_titles_above_it_and_semicolons(study):
    checked(study)
    clean_admin.run(study)
    book = study.codebook("admin", AdminCodebook)
    assert {name: len(study.table(f"admin/named/{name}")) for name in book.tables} == {"ententes": 12, "visites": 8}
    kinds = {column.name: column.kind for column in book.tables["ententes"].columns}
    assert kinds == {
        "no_projet": "identifier", "organisme": "text", "region": "spelling", "signee_le": "date", "montant": "number",
        "personne_ressource": "text", "remarques": "text",
    }  # fmt: skip
    assert "Remarques: free text is not passed on" in (study.codebooks / "admin.yaml").read_text(encoding="utf-8")


def test_its_figures_are_measured_and_what_passes_the_gate_names_nobody(study):
    clean_admin.run(study)
    deidentify.run(study)
    measure_admin.run(study)
    figures = study.table("admin/indicators").set_index(["indicator", "breakdown", "group"])["value"]
    assert figures["ententes_montant", "overall", "all"] == pytest.approx(sum(1000.5 + n for n in range(12)))
    assert figures["ententes_rows", "region", "Nord"] == 6
    assert "visites_annee" not in figures  # years are not added up
    passed = "".join(path.read_text(encoding="utf-8") for path in study.processed.glob("admin/*.csv"))
    assert "[organisation 1]" in passed
    assert [name for name in [*STAFF, *BODIES] if name.split()[-1] in passed] == []


def test_each_figure_is_drafted_as_a_finding_that_decides_nothing_until_a_threshold_is_set(study):
    matrix = study.codebook("evaluation", EvaluationCodebook)
    named = [tie.figure for finding in matrix.findings for tie in finding.figures]
    assert named == [figure.name for figure in study.codebook("admin", AdminCodebook).figures]
    assert matrix.findings[0].statement["fr"].endswith("ce qui était prévu est atteint (à préciser)")
    for stage in (clean_admin, deidentify, measure_admin, triangulate):
        stage.run(study)
    judged = study.table("triangulation/matrix")
    assert set(judged["standing"]) == {"not enough evidence"}
    assert judged["reason_fr"].str.startswith("Données insuffisantes").all()


def test_stages_wait_for_the_registers_that_the_study_has(study):
    stages = (study.root / "dvc.yaml").read_text(encoding="utf-8")
    assert "processed/admin/ententes.parquet" in stages and "processed/admin/agreements" not in stages
