"""The tries of `bench.tracebacks`: what may be wrong with the files of a study, kind by kind.

A kind is a function from the whole small study to its tries; each try changes one thing in a copy of the study.
"""
# ruff: noqa: E501

import csv
import io
import json
import os
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import yaml

from pipeline.study import read_yaml

ROOT = Path(__file__).parents[1]
ABSENT = object()
WRONG: dict[str, Any] = {
    "left out": ABSENT, "null": None, "a number": 7, "less than nothing": -1.5, "a word": "words", "nothing": "", "yes": True,
    "a list": ["words"], "a list of lists": [[1], None], "an empty list": [], "a mapping": {"a": 1}, "not a number": float("nan"),
    "a date": "2021-13-45", "a huge number": 10**400, "digits that are none": "²", "half a character": "\ud800", "a bracket": "(",
}  # fmt: skip

# What reads each YAML file of the study, after `check`.
READ_BY = {
    "params.yaml": ["clean", "transcribe", "decisions"],
    "codebooks/survey.yaml": ["clean", "measure"],
    "codebooks/admin.yaml": ["clean-admin", "measure-admin"],
    "codebooks/themes.yaml": ["decisions", "codebook report", "code"],
    "codebooks/evaluation.yaml": ["triangulate"],
    "codebooks/words/fr.yaml": ["triangulate", "report"],
    "reports/chapters/document.yaml": ["report"],
    "reports/chapters/derived.yaml": ["report"],
    "reports/chapters/recommendations.yaml": ["report"],
    "reports/chapters/glossary.yaml": ["report"],
    "reports/chapters/checklists.yaml": ["report"],
    "reports/quotations.yaml": ["report"],
    "raw/interviews/layouts.yaml": ["transcribe"],
}
# What reads each table of people, after `check`.
TABLES = {
    "raw/interviews/manifest.csv": ["transcribe", "units"],
    "raw/interviews/replace.csv": ["deidentify"],
    "raw/documents/manifest.csv": ["read-documents"],
    "raw/names_review.csv": ["deidentify"],
    "raw/survey/margins.csv": ["clean"],
    "raw/coding/coder_ana.csv": ["decisions", "reliability"],
    "raw/coding/assistants/model.csv": ["decisions", "reliability"],
    "raw/published/figures.csv": ["reconcile", "triangulate"],
    "raw/published/relations.csv": ["reconcile"],
    "raw/published/recommendations.csv": ["report"],
    "raw/judgement/notes_drawn.csv": ["codebook report", "triangulate"],
    "raw/judgement/negative_cases.csv": ["triangulate"],
    "raw/judgement/silence.csv": ["triangulate"],
    "raw/office/reports.csv": ["clean-admin", "measure-admin"],
}
FILES = {
    "raw/interviews/BOR-01.docx": ["transcribe"], "raw/interviews/VOL-01.odt": ["transcribe"], "raw/interviews/MUN-02.rtf": ["transcribe"],
    "raw/interviews/BOR-03.vtt": ["transcribe"], "raw/interviews/MUN-01.srt": ["transcribe"], "raw/interviews/BOR-04.md": ["transcribe"],
    "raw/interviews/BOR-02.txt": ["transcribe"], "raw/interviews/VOL-02.docx": ["transcribe"], "raw/documents/plan.docx": ["read-documents"],
    "raw/documents/page.html": ["read-documents"], "raw/documents/minutes.pdf": ["read-documents"], "raw/documents/call.md": ["read-documents"],
    "raw/survey/members.sav": ["clean"], "raw/office/grants.xlsx": ["clean-admin"], "raw/coding/coder_ben.xlsx": ["decisions"],
    "reports/chapters/01-gain.en.md": ["report"],
}  # fmt: skip


@dataclass(frozen=True)
class Try:
    """One thing that is wrong: `change` makes it so in a copy of the study, `commands` are run there in turn."""

    kind: str
    name: str
    change: Callable[[Path], None]
    commands: list[list[str]]


def tries(base: Path) -> list[Try]:
    kinds = (
        yaml_values, yaml_files, tables_of_people, cells_of_people, files_of_people, names_on_disk, made_files, other_files,
        workbooks_of_people, surveys, chapters, parts_of_documents, texts_of_files, projects_of_programs, formulas_and_patterns,
    )  # fmt: skip
    return [one for kind in kinds for one in kind(base)]


def after_check(path: str, readers: list[str]) -> list[list[str]]:
    return [["check"], *(one.split() for one in readers)]


def write(name: str, content: bytes | str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        _own(path.parent)
        if path.is_dir():
            shutil.rmtree(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)

    return change


# --- YAML -----------------------------------------------------------------------------------------------------------


def yaml_values(base: Path) -> Iterator[Try]:
    """Every entry of every YAML file that people write, left out and replaced by something of another kind."""
    for name, readers in READ_BY.items():
        content = read_yaml(base / name)
        for place in places(content):
            for what, wrong in WRONG.items():
                where = ".".join(map(str, place))
                change = _with_value(name, content, place, wrong)
                yield Try("yaml", f"{name}, {where}: {what}", change, after_check(name, readers))


def places(node: object, at: tuple = ()) -> Iterator[tuple]:
    """Where every value stands; of a list the first two items only, the others are like them."""
    items = node.items() if isinstance(node, dict) else enumerate(node[:2]) if isinstance(node, list) else ()
    for key, value in items:
        yield (*at, key)
        yield from places(value, (*at, key))


def _with_value(name: str, content: Any, place: tuple, wrong: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        whole = yaml.safe_load(yaml.safe_dump(content))
        node = whole
        for key in place[:-1]:
            node = node[key]
        if wrong is ABSENT:
            del node[place[-1]]
        else:
            node[place[-1]] = wrong
        (folder / name).write_text(yaml.safe_dump(whole, sort_keys=False), encoding="utf-8")

    return change


BROKEN_YAML = {
    "empty": b"", "a list": b"- a\n- b\n", "a word": b"words\n", "a number": b"7\n", "null": b"~\n", "open bracket": b"study: [1, 2\n",
    "tabs": b"study:\n\tseed: 1\n", "not UTF-8": b"study: {seed: \xff}\n", "UTF-16": "study: {seed: 1}\n".encode("utf-16"), "NUL": b"study: {seed: \x00}\n",
    "twice": b"study: {seed: 1, seed: 2}\n", "an object": b"study: !!python/object/apply:os.system [ls]\n", "deep": b"a: " + b"[" * 3000 + b"]" * 3000,
    "deep mapping": b"{a: " * 900 + b"1" + b"}" * 900, "itself": b"study: &a [*a]\n", "two documents": b"a: 1\n---\nb: 2\n", "a zip": b"PK\x03\x04" + bytes(60),
    "keys that are lists": b"? [a, b]\n: 1\n", "keys that are numbers": b"1: {2: 3}\n", "a surrogate": b'study: "\\ud800"\n', "binary": b"a: !!binary aGk=\n",
    "a set": b"a: !!set {b, c}\n", "a time": b"a: 2021-01-01T10:00:00Z\n", "merge of nothing": b"<<: 3\na: 1\n",
}  # fmt: skip


def yaml_files(base: Path) -> Iterator[Try]:
    for name, readers in READ_BY.items():
        for what, content in BROKEN_YAML.items():
            yield Try("yaml file", f"{name}: {what}", write(name, content), after_check(name, readers))
        for what, change in PLACES.items():
            yield Try("yaml file", f"{name}: {what}", _at(name, change), after_check(name, readers))


# --- what stands where a file is expected ---------------------------------------------------------------------------


def _gone(path: Path) -> None:
    path.unlink()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _broken_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("nothing-here"))


def _link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


PLACES: dict[str, Callable[[Path], None]] = {
    "not there": _gone, "a folder": _folder, "a broken link": _broken_link, "a link to itself": _link_to_itself,
}  # fmt: skip


def _at(name: str, change: Callable[[Path], None]) -> Callable[[Path], None]:
    def at(folder: Path) -> None:
        _own((folder / name).parent)
        change(folder / name)

    return at


def _own(folder: Path) -> None:
    """A folder of caches that all tries share becomes one of this try."""
    if folder.is_symlink():
        shared = folder.resolve()
        folder.unlink()
        shutil.copytree(shared, folder)


# --- tables -----------------------------------------------------------------------------------------------------------


def _rows(base: Path, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((base / name).read_text(encoding="utf-8"))))


def _written(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def tables_of_people(base: Path) -> Iterator[Try]:
    """Every table of people with columns that are missing, twice or too many, in other encodings, and broken."""
    for name, readers in TABLES.items():
        rows = _rows(base, name)
        whole = _written(rows)
        wrong: dict[str, bytes | str] = {
            "empty": b"", "white space": b"\n\n  \n", "header only": _written(rows[:1]), "no header": _written(rows[1:]), "UTF-16": whole.encode("utf-16"),
            "Windows letters": whole.encode("cp1252", "replace"), "not UTF-8": whole.encode() + b"\xff\xfe\x81,\n", "NUL": whole.replace(",", "\0,", 3),
            "half a character": whole.encode() + "\ud800\n".encode("utf-8", "surrogatepass"), "open quotation mark": whole + '"open,\nand never closed',
            "semicolons": whole.replace(",", ";"), "tabs": whole.replace(",", "\t"), "a longer row": whole + ",".join(["x"] * 40) + "\n", "a short row": whole + "x\n",
            "a zip": b"PK\x03\x04" + bytes(60), "old Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a page": b"<html><table><tr><td>a</td></tr></table></html>",
            "a column more": _written([[*row, "x"] for row in rows]), "a column without a name": _written([[*row, "x" if number else ""] for number, row in enumerate(rows)]),
            "all twice": whole + _written(rows[1:]), "header twice": _written(rows[:1]) + whole, "a huge cell": whole.rstrip("\n") + "x" * 200_000 + "\n",
            "carriage returns": whole.replace("\n", "\r"), "upper case": whole.upper(),
        }  # fmt: skip
        for index, column in enumerate(rows[0]):
            wrong[f"without {column}"] = _written([row[:index] + row[index + 1 :] for row in rows])
            wrong[f"{column} twice"] = _written([[*row, *row[index : index + 1]] for row in rows])
        for what, content in wrong.items():
            yield Try("table", f"{name}: {what}", write(name, content), after_check(name, readers))
        for what, change in PLACES.items():
            yield Try("table", f"{name}: {what}", _at(name, change), after_check(name, readers))


CELLS = [
    "", "²", "-1", "1e999", "nan", "inf", "9" * 400, "=1+1", "=cmd|' /C calc'!A0", "\ud800", "a\nb", "<b>", "../x", "/etc/passwd", "{{ 1/0 }}", "2021-13-45",
    "1.5", "yes", "٣", "#", "a;b;;", "x" * 5000, "\u202e", "N/A", "(", "%s", "C:\\x", "a+b/", "0",
]  # fmt: skip


def cells_of_people(base: Path) -> Iterator[Try]:
    """Every column of every table of people with a cell that is none of its kind."""
    for name, readers in TABLES.items():
        rows = _rows(base, name)
        for index, column in enumerate(rows[0]):
            for cell in CELLS:
                changed = [list(row) for row in rows] + ([["F1"] * len(rows[0])] if len(rows) == 1 else [])
                changed[1][index] = cell
                change = write(name, _written(changed))
                yield Try("cell", f"{name}, {column}: {cell[:20]!r}", change, after_check(name, readers))


# --- files -----------------------------------------------------------------------------------------------------------


def locked_zip(content: bytes) -> bytes:
    """A zip archive whose members say that they are encrypted."""
    changed = bytearray(content)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + flags] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


@cache
def bomb() -> bytes:
    """A small archive that unpacks to a gigabyte."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 300_000_000)
    return held.getvalue()


def other_members(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for name in archive.namelist():
            if (made := change(name, archive.read(name))) is not None:
                out.writestr(name, made)
    return held.getvalue()


def files_of_people(base: Path) -> Iterator[Try]:
    """Every kind of file that arrives, cut, locked, old, empty, of another kind, and with its parts damaged."""
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for name, readers in FILES.items():
        whole = (base / name).read_bytes()
        wrong: dict[str, bytes | str] = {
            "empty": b"", "one byte": b"P", "half": whole[: len(whole) // 2], "a tenth": whole[: len(whole) // 10], "all but the end": whole[:-30],
            "noise": bytes(range(256)) * 40, "NULs": bytes(4000), "old and locked": old + bytes(4000), "a page": b"<html><body>Not found</body></html>",
            "a PDF head": b"%PDF-1.4\n1 0 obj\n", "a zip of nothing": b"PK\x05\x06" + bytes(18), "not UTF-8": b"\xff\xfe\xfa" * 90, "white space": b" \n" * 50,
            "noise in the middle": whole[: len(whole) // 2] + bytes(200) + whole[len(whole) // 2 + 200 :], "twice": whole + whole,
            "surrogates": "Q: Why?\nR: \ud800 because.\n", "one line": "word " * 50_000, "UTF-16": "Q: Why?\nR: Because it is.\n".encode("utf-16"),
        }  # fmt: skip
        if whole[:2] == b"PK":
            wrong |= {
                "password": locked_zip(whole), "a bomb": bomb(), "members cut": other_members(whole, lambda _, one: one[: len(one) // 2]),
                "members empty": other_members(whole, lambda _, one: b""), "no types": other_members(whole, lambda name, one: None if "Types" in name else one),
                "no relations": other_members(whole, lambda name, one: None if name.endswith(".rels") else one),
                "entities": other_members(whole, lambda _, one: b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
                "other XML": other_members(whole, lambda _, one: b"<a/>"),
            }  # fmt: skip
        for what, content in wrong.items():
            yield Try("file", f"{name}: {what}", write(name, content), after_check(name, readers))
        for what, change in PLACES.items():
            yield Try("file", f"{name}: {what}", _at(name, change), after_check(name, readers))


def names_on_disk(base: Path) -> Iterator[Try]:
    """Folders that are missing, files, links and locks where a folder is expected; odd file names."""
    commands = [
        ["check"],
        ["clean"],
        ["transcribe"],
        ["read-documents"],
        ["clean-admin"],
        ["decisions"],
        ["deidentify"],
        ["units"],
    ]
    for name in ("raw", "raw/survey", "raw/interviews", "raw/documents", "raw/office", "raw/coding", "raw/published", "raw/judgement",
                 "codebooks", "codebooks/words", "reports", "reports/chapters", "processed", "processed/notes", "private", "private/cache", ".cache"):  # fmt: skip
        yield Try("folder", f"{name} gone", lambda folder, name=name: _remove(folder / name), commands)
        yield Try("folder", f"{name} a file", lambda folder, name=name: _as_file(folder / name), commands)
        yield Try("folder", f"{name} a broken link", lambda folder, name=name: _as_link(folder / name), commands)
    for odd in ("raw/interviews/NOT-LISTED.docx", "raw/interviews/.hidden.txt", "raw/interviews/a\nb.txt", "raw/documents/other.pdf", "raw/coding/coder_²;.csv",
                "raw/coding/sub/coder_c.csv", "raw/coding/~$coder_ben.xlsx", "raw/interviews/~$BOR-01.docx", "raw/survey/other.csv", "reports/chapters/notes.txt",
                "reports/chapters/03-x.xx.md", "reports/chapters/no-language.md", "codebooks/other.yaml", "raw/coding/Thumbs.db", "raw/interviews/.DS_Store"):  # fmt: skip
        yield Try(
            "folder",
            f"{odd!r} there",
            write(odd, "Q: Why?\nR: Because.\n"),
            [*commands, ["report"]] if "chapters" in odd else commands,
        )
    yield Try("folder", "a name that is not UTF-8", _not_utf8("raw/interviews"), commands)
    yield Try("folder", "a coder whose name is not UTF-8", _not_utf8("raw/coding"), commands)


def _not_utf8(place: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        Path(os.fsdecode(os.fsencode(folder / place) + b"/caf\xe9.csv")).write_text("note_id,turn,code\n")

    return change


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def _as_file(path: Path) -> None:
    _remove(path)
    path.write_text("words")


def _as_link(path: Path) -> None:
    _remove(path)
    path.symlink_to("nothing-here")


def made_files(base: Path) -> Iterator[Try]:
    """Every cache entry and every table that stages made, damaged; the next run mends a cache and tells a table."""
    content = {"empty": b"", "half": None, "noise": bytes(range(256)) * 4, "null": b"null", "a list": b"[]", "a list of numbers": b"[1, 2]",
               "a mapping": b"{}", "a word": b'"x"', "a number": b"7", "deep": b"[" * 5000}  # fmt: skip
    for path in sorted(_kinds_of_cache(base)):
        name = path.relative_to(base).as_posix()
        commands = [one.split() for one in _makers(name)]
        for what, wrong in content.items():
            held = wrong if wrong is not None else path.read_bytes()[: path.stat().st_size // 2]
            yield Try("cache", f"{name}: {what}", write(name, held), commands)
        yield Try("cache", f"{name}: a folder", _at(name, _folder), commands)
    for path in sorted((base / "processed").rglob("*")):
        name = path.relative_to(base).as_posix()
        if path.suffix not in (".parquet", ".csv", ".json", ".npz") or not (readers := _readers(base, name)):
            continue
        held = {"empty": b"", "half": path.read_bytes()[: path.stat().st_size // 2], "noise": bytes(range(256)) * 4}
        for what, wrong in held.items():
            yield Try("made", f"{name}: {what}", write(name, wrong), [[*one.split()] for one in readers[:2]])
        yield Try("made", f"{name}: not there", _at(name, _gone), [[*one.split()] for one in readers[:2]])


def _kinds_of_cache(base: Path) -> Iterator[Path]:
    """One or two entries of each folder of caches, and the key."""
    for top in (base / ".cache", base / "private"):
        for folder in [top, *(one for one in top.rglob("*") if one.is_dir())]:
            yield from sorted(one for one in folder.iterdir() if one.is_file())[:2]


def _makers(name: str) -> list[str]:
    if "embeddings" in name:
        return ["embed", "code"]
    if "figures" in name or "fonts" in name or "rendered" in name:
        return ["report"]
    if name.startswith("private") or "notes" in name:
        return ["transcribe", "deidentify", "units", "check-tables"]
    return ["decisions", "code", "report"]


def _readers(base: Path, name: str) -> list[str]:
    """Commands of the stages that wait for a made file; not `report` and the gate where another does."""
    stages = yaml.safe_load((base / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    found = [one["cmd"].removeprefix("python -m pipeline ") for one in stages.values() if name in one.get("deps", [])]
    return sorted(found, key=lambda command: command == "report" or "gate" in command)


# --- commands of people -------------------------------------------------------------------------------------------------


def other_files(base: Path) -> Iterator[Try]:
    """Files given to a command: damaged, of another kind, not there."""
    samples = {
        "nothing": None, "empty": b"", "noise": bytes(range(256)) * 40, "a zip of nothing": b"PK\x05\x06" + bytes(18), "half a zip": b"PK\x03\x04" + bytes(60),
        "old and locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "a PDF head": b"%PDF-1.4\n1 0 obj\n", "NUL": b"a,b\n\0,\0\n", "XML": b"<a/>",
        "cut XML": b"<?xml version='1.0'?><a><b>", "entities": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "JSON": b"[1, 2]", "deep JSON": b"[" * 90_000,
        "a mapping": b"{}", "UTF-16": "a,b\n1,2\n".encode("utf-16"), "header only": b"note_id,turn,code\n", "squares": "note_id,turn,code\nBOR-01,²,T1_saving\n".encode(),
        "surrogate": b"note_id,turn,code\nBOR-01,2,\xed\xa0\x80\n", "semicolons": b"note_id;turn;code\nBOR-01;2;T1_saving\n", "numbers": b"1,2,3\n4,5,6\n",
    }  # fmt: skip
    kinds = {
        "import FILE --coder ana": ("qdpx", "qdc", "xlsx", "csv", "docx", "xml", "json", "xls", "ods", "db", "mx22", "nvp", "txt", "html", "pdf", "sqlite", "zip", "rqda", ""),
        "convert FILE --to out": ("sav", "dta", "sas7bdat", "por", "xlsx", "csv", "xls", "ods", "json", "zip", "tsv", "xpt", "xml", ""),
        "draft-codebook FILE": ("sav", "dta", "xlsx", "csv", "xls"),
        "word-back FILE": ("docx", "doc"),
        "archive FILE --verify": ("zip",),
        "codebook diff FILE codebooks/themes.yaml": ("yaml", "csv", "xlsx"),
        "new-study new --survey FILE --title T": ("sav", "csv", "xlsx"),
        "new-study new --notes FILE --title T": ("txt", "docx"),
        "new-study new --codebook FILE --title T": ("csv", "xlsx", "docx", "qdc"),
        "compare FILE": ("",),
    }  # fmt: skip
    for command, endings in kinds.items():
        for ending in endings:
            for what, content in samples.items():
                name = f"given.{ending}".rstrip(".")
                change = write(name, content) if content is not None else (lambda folder: None)
                words = [[name if word == "FILE" else word for word in command.split()]]
                yield Try("given", f"{command} ({ending or 'no ending'}): {what}", change, words)
            make = lambda folder, name=name: (folder / name).mkdir()  # noqa: E731
            yield Try("given", f"{command} ({ending or 'no ending'}): a folder", make, words)
    for words in WORDS:
        yield Try("words", " ".join(words)[:80], lambda folder: None, [words])


WORDS = [
    [command, *words]
    for command, given in {
        "trace": [["nothing"], [""], ["²"], ["\udcff"], ["x" * 9000], ["BOR-01#²"], ["#"], ["1"], ["-1"], ["F1", "--language", "xx"]],
        "quote": [["nothing"], ["BOR-01#"], ["BOR-01#²"], ["#4"], ["BOR-01#4", "--language", "tlh"], ["\udcff"]],
        "draft": [["nothing"], ["gain", "--language", "xx"], [""]],
        "sign": [["--by", ""], ["--by", "a", "nothing"], ["--by", "\udcff"]],
        "export": [["nothing"], [""], ["\udcff"]],
        "coding-sheet": [["--coder", ""], ["--coder", "../x"], ["--coder", "ana", "NOT-01"], ["--coder", "ana", "--draw", "0"], ["--coder", "a/b"]],
        "draw-notes": [["0"], ["-3"], ["9999"], ["2", "--seed", "-1"], ["²"]],
        "review": [["--finding", "nothing"], ["--finding", "²"]],
        "transcripts": [["--preview", "nothing"], ["--preview", ""], ["--preview", "\udcff"]],
        "edit-quotation": [["nothing", "x"], ["BOR-01#4", ""], ["BOR-01#4", "x", "--translate", "fr"], ["BOR-01#4", "x", "--translate", "=x"]],
        "compare": [["nothing"], ["HEAD~99"], [".", "nothing"], ["--all"], ["\udcff"]],
        "codebook": [["diff"], ["diff", "nothing", "codebooks/themes.yaml"], ["nothing"], ["rename", "a", "b"], ["rename", "T1_saving", "T1_saving"], ["rename", "T1_saving", "²; x"]],
        "assistant": [["nothing"], ["--most", "-1"]],
        "remember-turns": [["--again", "nothing"]],
        "archive": [["nowhere/a.zip"], ["/proc/a.zip"], ["raw"]],
        "convert": [["raw/survey/members.sav", "--to", "params.yaml"], ["raw/survey/margins.csv", "--to", "o", "--encoding", "none"], ["raw/survey/margins.csv", "--to", "/proc/x"]],
        "new-study": [["params.yaml", "--title", "T"], ["/proc/x", "--title", "T"], ["new", "--languages", "²"], ["new", "--languages", ""], ["new", "--survey", "nothing"], [".", "--title", "T"]],
    }.items()
    for words in given
]  # fmt: skip


def workbooks_of_people(base: Path) -> Iterator[Try]:
    """Workbooks that open and hold what no table holds."""

    def saved(fill: Callable[[Any], None], name: str) -> Callable[[Path], None]:
        def change(folder: Path) -> None:
            book = openpyxl.Workbook()
            fill(book)
            book.save(folder / name)

        return change

    def rows(*lines: list[Any]) -> Callable[[Any], None]:
        return lambda book: [book.active.append(line) for line in lines]  # type: ignore[func-returns-value]

    head = ["note_id", "turn", "code"]
    fills = {
        "no rows": lambda book: None, "one cell": rows(["x"]), "header only": rows(head), "a formula": rows(head, ["BOR-01", "=1+1", "T1_saving"]),
        "a date as turn": rows(head, ["BOR-01", __import__("datetime").date(2021, 1, 1), "T1_saving"]), "truth as turn": rows(head, ["BOR-01", True, "T1_saving"]),
        "half a turn": rows(head, ["BOR-01", 2.5, "T1_saving"]), "an error": rows(head, ["BOR-01", "#REF!", "T1_saving"]), "a far cell": lambda book: book.active.cell(900_000, 900, "x"),
        "a chart sheet": lambda book: (book.create_chartsheet(), book.remove(book.worksheets[0])), "merged": lambda book: (rows(head, ["BOR-01", 2, "T1_saving"])(book), book.active.merge_cells("A1:C2")),
        "column twice": rows([*head, "code"], ["BOR-01", 2, "T1_saving", "T2_repair_skills"]), "empty names": rows(["", None, ""], ["BOR-01", 2, "T1_saving"]),
        "numbers as names": rows([1, 2.5, True], ["BOR-01", 2, "T1_saving"]), "a square": rows(head, ["BOR-01", "²", "T1_saving"]),
    }  # fmt: skip
    for name, readers in {
        "raw/coding/coder_ben.xlsx": ["decisions"],
        "raw/office/grants.xlsx": ["clean-admin"],
    }.items():
        for what, fill in fills.items():
            yield Try("workbook", f"{name}: {what}", saved(fill, name), after_check(name, readers))
    for what, fill in fills.items():
        for command in ("import given.xlsx --coder ana", "convert given.xlsx --to out", "draft-codebook given.xlsx"):
            yield Try("workbook", f"{command}: {what}", saved(fill, "given.xlsx"), [command.split()])


def surveys(base: Path) -> Iterator[Try]:
    """Exports of a survey as text, odd in every way, through the commands that read any export."""
    texts = {
        "no rows": "a,b\n", "one column": "a\n1\n2\n", "no names": ",,\n1,2,3\n", "names twice": "a,a,a\n1,2,3\n", "numbers as names": "1,2\n3,4\n", "ragged": "a,b\n1\n1,2,3,4\n",
        "an open mark": 'a,b\n"1,2\n', "NUL": "a,b\n1,\0\n", "a surrogate": "a,b\n1,\ud800\n", "huge numbers": f"a,b\n{'9' * 400},1e999\n", "squares": "a,b\n²,①\n", "dates": "a,b\n2021-13-45,99/99/9999\n",
        "formulas": "a,b\n=1+1,@x\n", "one huge cell": "a,b\n" + "x" * 300_000 + ",1\n", "thousand columns": ",".join(f"c{n}" for n in range(1500)) + "\n" + ",".join(["1"] * 1500) + "\n",
        "Qualtrics cut": "StartDate,Q1\nStart Date,How?\n", "Qualtrics": 'StartDate,Q1\nStart Date,How?\n"{""ImportId"":""startDate""}","{""ImportId"":"\n2021,3\n',
        "only empty": "a,b\n,\n,\n", "brackets": "Q1[,Q1[SQ1],Q1]\n1,2,3\n", "names with NUL": "a\0,b\n1,2\n", "right to left": "\u202ea,b\n1,2\n", "long name": "x" * 5000 + ",b\n1,2\n",
    }  # fmt: skip
    for what, text in texts.items():
        for command in (
            "convert given.csv --to out",
            "draft-codebook given.csv",
            "new-study new --title T --survey given.csv",
        ):
            yield Try("survey", f"{command}: {what}", write("given.csv", text), [command.split()])


def chapters(base: Path) -> Iterator[Try]:
    """Chapters whose text or arithmetic cannot be written."""
    name = "reports/chapters/01-gain.en.md"
    whole = (base / name).read_text(encoding="utf-8")
    for text in ("{{ 1/0 }}", "{{ finding('F99') }}", "{{ finding(7) }}", "{{ finding() }}", "{{ quote('BOR-01#²') }}", "{{ indicator('x', 'y') }}", "{{", "{% for %}", "\0", "[x]{.a #",
                 "$$", "```{=latex}\n\\input{/etc/passwd}\n```", "![i](/etc/passwd)", "![i](http://example.org/a.png)", "::: {", "[@nobody]", "| a | b\n|---", "\u202e", "<script>alert(1)</script>",
                 "{{ finding('F1').x.y }}", "{{ range(10**9) }}", "{% for a in range(10**9) %}x{% endfor %}", "---\na: [\n---", "# " + "x" * 9000, "[" * 3000, ">" * 3000):  # fmt: skip
        for made in (whole + "\n" + text + "\n", text):
            yield Try(
                "chapter",
                f"{text[:30]!r} {'added' if len(made) > len(text) else 'alone'}",
                write(name, made),
                [["check"], ["report"]],
            )


def parts_of_documents(base: Path) -> Iterator[Try]:
    """Word files, PDFs and workbooks with parts that few have: boxes, fields, documents inside, passwords, a million rows."""
    word, name = "raw/interviews/BOR-01.docx", "word/document.xml"
    said = "<w:p><w:r><w:t>R : ZEBRA</w:t></w:r></w:p>"
    parts = {
        "a table in a table": f"<w:tbl><w:tr><w:tc>{said}<w:tbl><w:tr><w:tc>{said}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
        "tables 4000 deep": "<w:tbl><w:tr><w:tc>" * 4000 + said + "</w:tc></w:tr></w:tbl>" * 4000, "a control": f"<w:sdt><w:sdtContent>{said}</w:sdtContent></w:sdt>",
        "a box": f"<w:p><w:r><w:pict><w:txbxContent>{said}</w:txbxContent></w:pict></w:r></w:p>", "a field": '<w:p><w:fldSimple w:instr="INCLUDETEXT /etc/passwd"><w:r><w:t>R : a</w:t></w:r></w:fldSimple></w:p>',
        "a document inside": "<w:altChunk/>", "empty paragraphs": "<w:p/>" * 50_000, "a wide cell": f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>{said}</w:tc></w:tr></w:tbl>',
    }  # fmt: skip
    for what, part in parts.items():
        yield Try(
            "part", f"Word: {what}", _before_end(word, name, "</w:body>", part), after_check(word, ["transcribe"])
        )
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(200, 1_048_000))
    for book, reader in (("raw/office/grants.xlsx", "clean-admin"), ("raw/coding/coder_ben.xlsx", "decisions")):
        change = _before_end(book, "xl/worksheets/sheet1.xml", "</sheetData>", rows)
        yield Try("part", f"{book}: a million rows without a value", change, after_check(book, [reader]))
    pages: dict[str, Callable[[Any], object]] = {
        "a password": lambda pdf: pdf.encrypt("secret"), "an owner's password": lambda pdf: pdf.encrypt("", "owner"), "turned": lambda pdf: pdf.pages[0].rotate(90),
        "a blank page": lambda pdf: (pdf.remove_page(0), pdf.add_blank_page(600, 800)), "no page": lambda pdf: pdf.remove_page(0), "a tiny page": lambda pdf: pdf.pages[0].scale_by(0.0001),
        "a huge page": lambda pdf: pdf.pages[0].scale_by(10_000), "3000 pages": lambda pdf: [pdf.add_page(pdf.pages[0]) for _ in range(3000)],
    }  # fmt: skip
    for what, change_pages in pages.items():
        yield Try("part", f"PDF: {what}", _with_pages(change_pages), [["check"], ["read-documents"]])


def _before_end(file: str, part: str, end: str, added: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / file
        put = lambda name, one: one.replace(end.encode(), (added + end).encode(), 1) if name == part else one  # noqa: E731
        path.write_bytes(other_members(path.read_bytes(), put))

    return change


def _with_pages(change_pages: Callable[[Any], object]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "raw/documents/minutes.pdf"
        written = pypdf.PdfWriter(clone_from=io.BytesIO(path.read_bytes()))
        change_pages(written)
        written.write(path)

    return change


def texts_of_files(base: Path) -> Iterator[Try]:
    """RTF, web pages, subtitles and recordings whose content is odd or is none."""
    head = "WEBVTT\n\n"
    texts: dict[str, dict[str, bytes | str]] = {
        "raw/interviews/MUN-02.rtf": {"deep groups": "{\\rtf1 " + "{" * 100_000 + "R : a" + "}" * 100_000 + "}", "a picture without end": "{\\rtf1 R : a\\par {\\pict\\bin999999999 aa}}",
            "a huge letter": "{\\rtf1 Q : Why?\\par R : \\u99999999999 ?a\\par}", "letters to skip below nothing": "{\\rtf1\\uc-5 Q : Why?\\par R : \\u233 ?a\\par}", "not closed": "{\\rtf1 Q : Why?\\par R : a {\\b b"},
        "raw/documents/page.html": {"deep": "<div>" * 50_000 + "Members save.", "a wide cell": '<table><tr><td colspan="1000000000" rowspan="1000000000">Members save.</td></tr></table>',
            "a file": '<p>Members save.</p><iframe src="file:///etc/passwd"></iframe>', "frames": '<frameset><frame src="a.html"></frameset>', "a large picture": '<p>Members save.</p><img src="data:image/png;base64,' + "A" * 5_000_000 + '">'},
        "raw/interviews/BOR-03.vtt": {"hours": head + "99:99:99.999 --> 00:00:00.000\n<v Ana>Hello\n", "no cue": head, "before the start": head + "-1:00 --> 0:02\n- Hi\n",
            "endless hours": head + "9" * 400 + ":00:00.000 --> 00:00:01.000\nHi\n", "voices": head + "00:00.000 --> 00:02.000\n" + "<v A>" * 5000 + "Hello\n", "no end": head + "00:00.000 --> \nHi\n",
            "one time": head + "00:00.000 --> 00:00.000\n<v A>Hi\n\n" * 4000},
    }  # fmt: skip
    for name, own in texts.items():
        for what, content in own.items():
            reader = "read-documents" if "documents" in name else "transcribe"
            yield Try("text", f"{name}: {what}", write(name, content), after_check(name, [reader]))
    sounds = {
        "mp3": b"ID3" + bytes(3000), "wav": b"RIFF" + b"\xff" * 400, "ogg": b"OggS" + bytes(range(256)), "mp4": b"\0\0\0\x18ftypmp42" + bytes(range(256)), "flac": b"fLaC" + bytes(50),
        "m4a": b"PK\x03\x04" + bytes(90), "webm": b"\x1aE\xdf\xa3" + bytes(90), "wma": b"0&\xb2u" + bytes(80), "opus": b"no sound at all",
    }  # fmt: skip
    for ending, content in sounds.items():
        yield Try(
            "text", f"a recording that is none ({ending})", _recording(ending, content), after_check("", ["transcribe"])
        )


def _recording(ending: str, content: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / f"raw/interviews/BOR-02.{ending}").write_bytes(content)
        (folder / "raw/interviews/BOR-02.txt").unlink()
        manifest = folder / "raw/interviews/manifest.csv"
        manifest.write_text(
            manifest.read_text(encoding="utf-8").replace("BOR-02.txt", f"BOR-02.{ending}"), encoding="utf-8"
        )

    return change


def projects_of_programs(base: Path) -> Iterator[Try]:
    """REFI-QDA projects with positions, identifiers and sources that cannot be."""
    guids = [f"1111111{number}-1111-1111-1111-111111111111" for number in range(5)]
    text = "Q: Why did you join the library?\nR: Because it saves money for us.\n"

    def project(
        start: object = 0,
        end: object = 9,
        code: str = guids[0],
        target: str = guids[0],
        path: str = "s.txt",
        more: str = "",
    ) -> Callable[[Path], None]:
        content = (
            f'<Project xmlns="urn:QDA-XML:project:1.0" name="x"><CodeBook><Codes><Code guid="{code}" name="T1_saving" isCodable="true"/></Codes></CodeBook>'
            f'<Sources><TextSource guid="{guids[1]}" name="BOR-01" plainTextPath="internal://{path}"><PlainTextSelection guid="{guids[2]}" startPosition="{start}" endPosition="{end}">'
            f'<Coding guid="{guids[3]}"><CodeRef targetGUID="{target}"/></Coding></PlainTextSelection></TextSource></Sources>{more}</Project>'
        )  # fmt: skip
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("project.qde", content)
            archive.writestr("sources/s.txt", text)
        return write("given.qdpx", held.getvalue())

    wrong = {
        "beyond the text": project(5, 99_999), "below nothing": project(-5, 3), "backwards": project(40, 10), "words": project("a", "b"), "huge": project(0, "9" * 400), "squares": project("²", "③"),
        "no source": project(path="none.txt"), "no such code": project(target=guids[4]), "no identifiers": project(code="", target=""), "odd identifiers": project(code="a b", target="a b"),
        "a set in itself": project(more=f'<Sets><Set guid="{guids[4]}" name="s"><MemberSet targetGUID="{guids[4]}"/></Set></Sets>'),
    }  # fmt: skip
    for what, change in wrong.items():
        yield Try("project", what, change, [["import", "given.qdpx", "--coder", "zoe"]])


def formulas_and_patterns(base: Path) -> Iterator[Try]:
    """Formulas that are none, patterns that have no end."""
    name = "reports/chapters/derived.yaml"
    whole = (base / name).read_text(encoding="utf-8")
    for formula in ("a ** b ** 9", "a / (b - b)", "9**9**9", "a.__class__", "[a for a in b]", "a if b else b", "a +", "(" * 500 + "a" + ")" * 500, "-" * 3000 + "a", "a + " + "9" * 400,
                    "lambda: a", "a << 99999999", "'x' * 99", "not a", "abs(a)", "__import__('os')"):  # fmt: skip
        change = write(name, whole.replace("formula: a + b", f"formula: {json.dumps(formula)}"))
        yield Try("formula", formula[:30], change, [["check"], ["report"]])
    name = "codebooks/admin.yaml"
    whole = (base / name).read_text(encoding="utf-8")
    for place, pattern in (
        ("pattern: 'was: (.+)'", "pattern: '((?:[a-z ]+)+)$'"),
        ("matches: firm", "matches: '^(a+)+$'"),
    ):
        yield Try("formula", pattern, _without_end(whole.replace(place, pattern)), [["check"], ["clean-admin"]])


def _without_end(codebook: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "codebooks/admin.yaml").write_text(codebook, encoding="utf-8")
        book = openpyxl.load_workbook(folder / "raw/office/grants.xlsx")
        book.active["G5"], book.active["I5"] = "a " * 60 + "!", "a" * 50 + "!"
        book.save(folder / "raw/office/grants.xlsx")

    return change


# --- the whole study --------------------------------------------------------------------------------------------------


def whole_study(folder: Path) -> None:
    """A small study with all lines of evidence and every file that people may write, run once."""
    from pipeline.study import Study
    from tests.study_runs import command, share_caches, stages_in_order

    sys.path.insert(0, str(ROOT / "tests/admin"))
    from admin_helpers import CODEBOOK, GRANTS, REPORTS, write_grants

    skip = shutil.ignore_patterns("test_*", "__pycache__")
    shutil.copytree(ROOT / "tests/study", folder, dirs_exist_ok=True, ignore=skip)
    share_caches(folder)
    write_grants(folder / "raw/office/grants.xlsx", GRANTS)
    texts = {
        "raw/office/reports.csv": REPORTS, "codebooks/admin.yaml": CODEBOOK,
        "raw/documents/manifest.csv": "id,file,title,author,date,language,kind,speaks_for\nD1,documents/plan.docx,A plan,City,2023,en,plan,city\n"
        "D2,documents/page.html,A page,City,2023,en,page,city\nD3,documents/minutes.pdf,Minutes,Board,2023,en,minutes,board\nD4,documents/call.md,A call,City,2023,en,call,city\n",
        "raw/documents/page.html": "<html><body><h1>A page</h1><p>Members save money by borrowing what they need once.</p></body></html>",
        "raw/documents/call.md": "# A call\n\nVolunteers are tired and the hours are short.\n",
        "raw/names_review.csv": "name,kind,times,notes,decision\nLantern,place,1,BOR-01,keep\n",
        "raw/interviews/replace.csv": "name,kind,replacement\nHathersage,person,\n",
        "raw/coding/assistants/model.csv": "note_id,turn,code,stance\nBOR-01,4,T1_saving,supportive\n",
        "raw/published/recommendations.csv": "id,kind,statement_en,statement_fr\nR1,recommendation,Open on Mondays,Ouvrir le lundi\n",
        "raw/judgement/notes_drawn.csv": "note_id,how,probability,blind,remark\nBOR-01,drawn,0.5,yes,by lot\n",
        "raw/judgement/negative_cases.csv": "finding_id,unit_id,statement,says,reason,by\n",
        "raw/judgement/silence.csv": "finding_id,candidate,decision,reason,by\n",
        "codebooks/words/fr.yaml": "findings: {}\n",
        "raw/interviews/layouts.yaml": "layouts:\n  board: {label: '([A-Z]{2}) ?>'}\n  table: {columns: {time: 1, talk: 2, speaker: 3}}\n",
        "reports/chapters/glossary.yaml": "terms:\n  en:\n    - {instead: member, of: ['users?']}\n",
        "reports/chapters/checklists.yaml": "answers:\n  gramms:\n    '1': {status: partly, where: {en: 'Method.', fr: 'Méthode.'}}\n",
        "reports/chapters/derived.yaml": "derived:\n  both:\n    label: {en: Both, fr: Deux}\n    parts: {a: published.F4, b: published.F5}\n    formula: a + b\n",
        "reports/chapters/recommendations.yaml": "recommendations:\n  - id: R1\n    what: {en: Open on Mondays, fr: Ouvrir le lundi}\n    who: {en: City, fr: Ville}\n    by: {en: in 2024, fr: en 2024}\n"
        "    priority: high\n    rationale: {en: Hours., fr: Heures.}\n    findings: [F5]\n    considers: [R1]\n    left: {en: Nothing, fr: Rien}\n",
        "reports/quotations.yaml": "quotations: {}\n",
    }  # fmt: skip
    for name, text in texts.items():
        write(name, text)(folder)
    page = docx.Document()
    page.add_heading("A plan")
    page.add_paragraph("Most members learn to repair things at the evening workshop.")
    page.save(folder / "raw/documents/plan.docx")
    _pdf(folder / "raw/documents/minutes.pdf", "The board notes that the library is not open when members need it.")
    params = yaml.safe_load((folder / "params.yaml").read_text(encoding="utf-8"))
    params["study"]["strands"] = ["survey", "open_answers", "notes", "documents", "admin", "published"]
    params["notes"]["replace"] = "interviews/replace.csv"
    (folder / "params.yaml").write_text(yaml.safe_dump(params, allow_unicode=True, sort_keys=False), encoding="utf-8")
    command(folder, "stages")
    for _, words in stages_in_order(Study(folder)):
        command(folder, *words)


def _pdf(path: Path, text: str) -> None:
    import typst

    source = path.with_suffix(".typ")
    source.write_text(text, encoding="utf-8")
    path.write_bytes(typst.compile(str(source)))
    source.unlink()
