"""`check`: every mistake of every file at once, with its place and what to do; what is right passes."""

import shutil
from pathlib import Path

import pytest

from pipeline.scaffold import check, dvc_file
from pipeline.study import Study, StudyError, StudyErrors

ROOT = Path(__file__).parents[1]


@pytest.fixture
def study(tmp_path) -> Study:
    shutil.copytree(ROOT / "tests/study", tmp_path, dirs_exist_ok=True)
    return Study(tmp_path)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def mistakes(study: Study) -> list[str]:
    with pytest.raises(StudyError) as raised:
        check.tell(study)
    return [str(one) for one in getattr(raised.value, "errors", [raised.value])]


def test_a_study_without_mistakes_passes_and_is_told_what_is_worth_a_look(study):
    remarks = check.tell(study)
    assert any("confirmed by a second person" in remark for remark in remarks)
    check.run(study)
    assert (study.processed / "metrics" / "check.json").exists()


def test_mistakes_of_all_files_are_told_at_once_with_their_places(study):
    change(study.codebooks / "evaluation.yaml", "code: T1_saving", "code: T1_savings")
    change(study.codebooks / "survey.yaml", "kind: category", "kind: categry")
    change(study.raw / "interviews" / "manifest.csv", "BOR-01.docx", "BOR-91.docx")
    change(study.raw / "coding" / "coder_ana.csv", "T1_saving", "T1_svaing")
    change(study.raw / "published" / "figures.csv", "about", "abut")
    chapter = sorted((study.reports / "chapters").glob("*.en.md"))[0]
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n{{ finding('F99') }}\n", encoding="utf-8")
    told = mistakes(study)
    for place in (
        "codebooks/evaluation.yaml, finding", "survey.yaml, line", "raw/interviews/manifest.csv, line",
        "raw/coding/coder_ana.csv, row", "raw/published/figures.csv, line", f"reports/chapters/{chapter.name}, line",
    ):  # fmt: skip
        assert any(place in one for one in told), (place, told)
    assert not (study.processed / "metrics" / "check.json").exists()


def test_the_study_s_own_words_are_read_too(study):
    folder = study.codebooks / "words" / study.languages[0]
    folder.mkdir(parents=True)
    (folder / "findings.yaml").write_text("table: 'Table {nn}.'\n", encoding="utf-8")
    (folder / "language.yaml").write_text("colon: 3\n", encoding="utf-8")
    told = mistakes(study)
    assert any("findings.yaml, table: {nn}" in one for one in told) and any(
        "language.yaml, colon" in one for one in told
    )


def test_two_broken_rows_of_one_manifest_are_both_told(study):
    change(study.raw / "interviews" / "manifest.csv", "BOR-01.docx", "BOR-91.docx")
    change(study.raw / "interviews" / "manifest.csv", "BOR-02.txt", "BOR-92.txt")
    told = [one for one in mistakes(study) if "manifest.csv" in one]
    assert len(told) == 2


def test_an_outside_author_who_wrote_no_document_is_told_before_any_stage_ran(study):
    change(study.root / "params.yaml", "strands: [", "strands: [documents, ")
    (study.raw / "documents").mkdir()
    (study.raw / "documents/D1.txt").write_text("Rents rose.", encoding="utf-8")
    rows = "id,file,title,author,speaks_for\nD1,documents/D1.txt,Rents,The Borough Times,press\n"
    (study.raw / "documents/manifest.csv").write_text(rows, encoding="utf-8")
    with (study.codebooks / "evaluation.yaml").open("a", encoding="utf-8") as file:
        file.write("\ndocuments: {outside: [The Borough Times, The Borough Tmes, '[organisation 2]']}\n")
    told = [one for one in mistakes(Study(study.root)) if "outside" in one]
    assert len(told) == 1 and "no document is by 'The Borough Tmes'" in told[0]


def test_a_wrong_parameter_is_told_before_anything_else(study):
    change(study.root / "params.yaml", "seed:", "sed:\n  languages: en\n  seed:")
    with pytest.raises(StudyError):
        check.tell(study)


def test_a_finding_that_no_chapter_prints_is_worth_a_look(study):
    for chapter in (study.reports / "chapters").glob("*.md"):
        chapter.write_text("# Results {#results}\n", encoding="utf-8")
    assert any("no chapter prints it" in remark for remark in check.tell(study))


def test_dvc_yaml_that_does_not_fit_the_study_is_told(study):
    dvc_file.run(study)
    check.stages(study)
    shutil.rmtree(study.raw / "published")
    with pytest.raises((StudyError, StudyErrors), match="mixed-methods stages"):
        check.stages(Study(study.root))


def test_a_parameter_that_dvc_yaml_does_not_know_is_told_where_the_code_lies_in_the_study(study):
    shutil.copytree(ROOT / "pipeline" / "scaffold", study.root / "pipeline" / "scaffold")
    shutil.copy(ROOT / "requirements.lock", study.root)
    dvc_file.run(study)
    check.stages(study)
    change(study.root / "params.yaml", "triangulation:\n", "triangulation:\n  rule: {machine_prior: 7}\n")
    with pytest.raises(StudyError, match="python -m pipeline stages"):
        check.stages(Study(study.root))


def test_findings_on_codes_without_a_stance_are_told_once_and_by_name():
    remarks = ["F01: no threshold", "F02: no threshold", "0 of 2 are confirmed", "F02: no group"]
    assert check.said_once(remarks) == ["F01, F02: no threshold", "0 of 2 are confirmed", "F02: no group"]


def test_a_finding_that_counts_stances_nobody_gave_is_worth_a_look(tmp_path):
    table = tmp_path / "raw/coding/ana.csv"
    for path in (tmp_path / "codebooks", table.parent):
        path.mkdir(parents=True)
    (tmp_path / "params.yaml").write_text("study: {languages: [en], strands: [notes]}\n", encoding="utf-8")
    codes = "".join(f"- {{id: {name}, theme: t, label: {{en: {name}}}}}\n" for name in ("A", "B"))
    themes = f"themes: [{{id: t, label: {{en: T}}}}]\ncodes:\n{codes}"
    (tmp_path / "codebooks/themes.yaml").write_text(themes, encoding="utf-8")
    finding = (
        "- {{id: {0}, question: Q1, kind: experience, statement: {{en: S}}, "
        "codes: [{{code: {1}, supports: [{2}], bearing: direct}}]}}\n"
    )
    findings = [("F1", "A", "supportive"), ("F2", "A", "supportive, neutral"), ("F3", "B", "supportive")]
    text = "respondents: {en: people}\ngroups: {}\nthemes: [{id: t, label: {en: T}}]\n"
    text += "questions: [{id: Q1, theme: t, text: {en: Q}}]\nfindings:\n" + "".join(
        finding.format(*f) for f in findings
    )
    (tmp_path / "codebooks/evaluation.yaml").write_text(text, encoding="utf-8")
    table.write_text("note_id,turn,code,stance\nN1,2,A,\nN1,4,B,supportive\n", encoding="utf-8")
    assert [line.partition(":")[0] for line in check.without_a_side(Study(tmp_path))] == ["F1"]
