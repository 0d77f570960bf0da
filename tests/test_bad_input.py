"""Whatever is wrong with what people wrote: one sentence that says where, exit code 2, no traceback."""
# ruff: noqa: E501

import math
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
import yaml
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.findings import chapters
from pipeline.notes.manifest import read_manifest
from pipeline.study import Study, StudyError, read_people_table, read_yaml
from pipeline.study.params import DEFAULTS

WRONG = [{"a": 1}, [[1]], "words", True, None, -7, math.nan]
FREE = {("study", "languages"), ("study", "strands")}  # told by their own checks


def leaves(node: dict, place: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], object]]:
    found = []
    for name, value in node.items():
        if isinstance(value, dict) and value:
            found += leaves(value, (*place, name))
        elif (*place, name) not in FREE:
            found.append(((*place, name), value))
    return found


def wrong_for(usual: object) -> list[object]:
    """Values that are of another kind than the usual one."""
    if isinstance(usual, bool):
        return [one for one in WRONG if not isinstance(one, bool)]
    if isinstance(usual, int):
        return [one for one in WRONG if not (type(one) is int and 0 <= one < 2**63)]
    if isinstance(usual, float):
        return [
            one for one in WRONG if isinstance(one, bool) or not (isinstance(one, (int, float)) and 0 <= one < math.inf)
        ]
    if isinstance(usual, str):
        return [one for one in WRONG if not isinstance(one, str) or not one]
    return [one for one in WRONG if not isinstance(one, type(usual))]


TRIES = [(place, one) for place, usual in leaves(read_yaml(DEFAULTS)) for one in wrong_for(usual)]


def test_there_are_enough_tries():
    assert len(TRIES) >= 250


@pytest.mark.parametrize(
    "place,wrong", TRIES, ids=lambda one: ".".join(one) if isinstance(one, tuple) else repr(one)[:20]
)
def test_a_parameter_of_the_wrong_kind_is_told_with_its_place(tmp_path, place, wrong):
    content: object = wrong
    for name in reversed(place):
        content = {name: content}
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(StudyError, match=place[-1]) as told:
        Study(tmp_path).params  # noqa: B018
    assert str(told.value).count("\n") == 0


def test_a_text_left_empty_is_nothing(tmp_path):
    (tmp_path / "params.yaml").write_text("survey: {export: ''}", encoding="utf-8")
    with pytest.raises(StudyError, match="survey > export: '' is nothing; expected text"):
        Study(tmp_path).params  # noqa: B018


@pytest.mark.parametrize("usual", [place for place, _ in leaves(read_yaml(DEFAULTS))], ids=".".join)
def test_the_defaults_themselves_are_taken(tmp_path, usual):
    node: object = read_yaml(DEFAULTS)
    for name in usual:
        node = node[name]
    for name in reversed(usual):
        node = {name: node}
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(node), encoding="utf-8")
    assert Study(tmp_path).params is not None


@pytest.mark.parametrize("place,meant", [
    (("study", "disclosure_treshold"), "Did you mean 'disclosure_threshold'"), (("surveys",), "Did you mean 'survey'"),
    (("compute", "worker"), "Did you mean 'workers'"), (("notes", "speech", "hint"), "Did you mean 'hints'"),
    (("coding", "topics", "zzz"), "Take it out"),
])  # fmt: skip
def test_a_parameter_that_is_none_is_told_and_never_passed_over(tmp_path, place, meant):
    content: object = 7
    for name in reversed(place):
        content = {name: content}
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(StudyError, match=f"{place[-1]}: no parameter has this name.*{meant}"):
        Study(tmp_path).params  # noqa: B018


def test_names_that_are_the_studys_own_are_taken(tmp_path):
    (tmp_path / "params.yaml").write_text(
        "notes: {speech: {hints: {en: [co-op]}}}\nassistant: {parameters: {top_p: 0.5}}\ncompute: {workers: 2}\n"
        "triangulation: {bases: {members: F3}, as_of: 2021-11-30}\n",
        encoding="utf-8",
    )
    assert Study(tmp_path).params["assistant"]["parameters"]["top_p"] == 0.5


FILES = {
    "a list": b"- a\n- b\n", "a word": b"words\n", "a number": b"7\n", "open bracket": b"study: [1, 2\n", "tabs": b"study:\n\tseed: 1\n",
    "not UTF-8": b"study: {seed: \xff}\n", "NUL": b"study: {seed: \x00}\n", "twice": b"study: {seed: 1, seed: 2}\n",
    "an object": b"study: !!python/object/apply:os.system [ls]\n", "deep": b"study: " + b"[" * 3000 + b"]" * 3000 + b"\n",
    "deep mapping": b"triangulation: " + b"{a: " * 300 + b"1" + b"}" * 300 + b"\n",
    "deep mapping of lists": b"study: " + b"[{a: " * 150 + b"1" + b"}]" * 150 + b"\n",
    "an anchor of itself": b"study: &a [*a]\n", "bombs": b"a: &a [x,x]\nb: &b [*a,*a]\nstudy: [*b, *b]\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("command", ["clean", "transcribe", "deidentify"])
def test_a_broken_params_file_ends_a_command_with_a_sentence(tmp_path, monkeypatch, name, command):
    (tmp_path / "params.yaml").write_bytes(FILES[name])
    monkeypatch.chdir(tmp_path)
    from pipeline.__main__ import main

    monkeypatch.setattr("sys.argv", ["pipeline", command])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert not list((tmp_path / "processed").rglob("*")) and not list(tmp_path.glob(".staging-*"))


CHAPTERS = [
    "{{ 1/0 }}", "{{ 10**10**10 }}", "{{ 9**9999 }}", "{{ 'a' * 10**10 }}", "{{ [0] * 10**10 }}", "{{ '%999999999d' % 1 }}",
    "{{ 'x'.ljust(10**10) }}", "{{ 'x'.center(10**9) }}", "{{ '{:>999999999}'.format(1) }}", "{{ 'x'|center(10**9) }}",
    "{{ [1][9] }}", "{{ {}['a'] }}", "{{ 'a' + 1 }}", "{{ unknown }}", "{{ unknown() }}", "{{ said(1, 2, 3) }}", "{{ said.__class__ }}",
    "{{ ''.__class__.__mro__ }}", "{{ said.__globals__ }}", "{% for %}", "{% if %}", "{{", "{% endfor %}", "{% include 'params.yaml' %}",
    "{% import 'a' as b %}", "{% extends 'a' %}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{{ 'x'|nothing }}", "{{ 'x' is odd }}",
    "{{ 'x'|round }}", "{{ range(9) }}", "{{ namespace() }}", "{{ lipsum() }}", "{{ (1).real.real.imag / 0 }}", "{{ 'a'|int('b') / 0 }}",
    "{{ ('a'|list).pop(9) }}", "{{ 1 // 0 }}", "{{ 1 % 0 }}", "{{ 0 ** -1 }}", "{{ {'a': 1}.b.c }}", "{% set a %}{{ b }}{% endset %}",
    "{{ 'a'|map('upper')|list|first|attr('__class__') }}", "{{ said('a' }}", "{{ caller() }}", "{{ self.block() }}", "{{ loop.index }}",
]  # fmt: skip


@pytest.mark.parametrize("text", CHAPTERS)
def test_a_chapter_that_cannot_be_written_is_told_with_its_line(tmp_path, text):
    chapter = chapters.Chapter("a", "en", tmp_path / "a.en.md", f"A line.\n\n{text}\n")
    with pytest.raises(StudyError, match=r"a\.en\.md"):
        chapters.render(Study(tmp_path), chapter, {"said": lambda word: word})


@pytest.mark.parametrize("depth", [4, 9])
def test_a_chapter_of_endless_loops_is_stopped(tmp_path, monkeypatch, depth):
    monkeypatch.setattr(chapters, "LONGEST", 1)
    digits = "[0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9]"
    inner = "" if depth == 9 else "x"
    text = "".join(f"{{% for a{n} in {digits} %}}" for n in range(depth)) + inner + "{% endfor %}" * depth
    chapter = chapters.Chapter("a", "en", tmp_path / "a.en.md", text)
    with pytest.raises(StudyError, match="loops"):
        chapters.render(Study(tmp_path), chapter, {})


@pytest.mark.parametrize(
    "command", [["no-such-command"], ["clean", "--no-such-option"], ["import"], ["convert", "nothing.xlsx"]]
)
def test_a_command_that_is_none_is_told(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text("study: {seed: 1}\n", encoding="utf-8")
    result = CliRunner().invoke(app, command)
    assert result.exit_code != 0 and "Traceback" not in result.output


def test_a_study_without_params_is_told(tmp_path):
    with pytest.raises(StudyError, match=r"params\.yaml"):
        Study(Path(tmp_path)).params  # noqa: B018


TABLES_THAT_ARE_NONE = {
    "page.csv": b"<html><table><tr><td>a</td></tr></table></html>",
    "document.csv": b"%PDF-1.4\n1 0 obj\n",
}


@pytest.mark.parametrize("name", TABLES_THAT_ARE_NONE)
def test_a_page_or_document_under_the_name_of_a_table_is_told(tmp_path, name):
    (tmp_path / name).write_bytes(TABLES_THAT_ARE_NONE[name])
    with pytest.raises(StudyError, match="whatever its name says"):
        read_people_table(tmp_path / name)


def test_a_folder_under_the_name_of_a_table_is_told(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(StudyError, match="this is a folder"):
        read_people_table(tmp_path / "a.csv")


def test_a_formula_that_no_program_worked_out_is_told_with_its_cell(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["code", "turn"])
    workbook.active.append(["A1", "=1+1"])
    workbook.save(tmp_path / "a.xlsx")
    with pytest.raises(StudyError, match="cell B2: a formula without a value"):
        read_people_table(tmp_path / "a.xlsx")


@pytest.mark.parametrize("text", ["a: 2021-13-45\n", f"a: {'9' * 5000}\n", "a: &a [*a]\n"])
def test_a_value_or_reference_that_yaml_cannot_hold_is_told(tmp_path, text):
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=r"a\.yaml"):
        read_yaml(tmp_path / "a.yaml")


def test_references_that_grow_without_end_are_told(tmp_path):
    names = "abcdefgh"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]" for before, one in pairwise(names)]
    (tmp_path / "a.yaml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(StudyError, match="refer to themselves, or grow"):
        read_yaml(tmp_path / "a.yaml")


@pytest.mark.parametrize("note", ["A#1", "../A", "=cmd", "a\\b"])
def test_a_note_id_that_would_break_what_it_names_is_told(tmp_path, note):
    (tmp_path / "raw/interviews").mkdir(parents=True)
    (tmp_path / "params.yaml").write_text("{}\n", encoding="utf-8")
    (tmp_path / "raw/interviews/a.txt").write_text("Q: Why?\nR: Because.\n", encoding="utf-8")
    row = f"note_id,file,stakeholder,region\n{note},interviews/a.txt,x,y\n"
    (tmp_path / "raw/interviews/manifest.csv").write_text(row, encoding="utf-8")
    with pytest.raises(StudyError, match="cannot name a note"):
        read_manifest(Study(tmp_path))
