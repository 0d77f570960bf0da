"""An archive to deposit: what may be shared of a study, as an RO-Crate with checksums, and a list of what may not.

Shared are the de-identified tables, codebooks, parameters, chapters, documents and locks, from which the findings are
made again (`python -m pipeline report` in the unpacked folder). Kept back is what arrived (but for what is in print
anyway), what lies behind the gate, and what a study names under `archive: keep_back`. Before anything is written, the
check of the gate looks for every name of the key in what would leave.
"""

from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.exchange import commands, ro_crate
from pipeline.findings.document import Document, load_document
from pipeline.language import Words
from pipeline.notes.leaks import leaks
from pipeline.study import BEHIND_THE_GATE, Study, StudyError, opening, read_csv, read_zip, replacing, write_zip

SHARED = ("codebooks", "processed", "reports", "raw/published")  # folders
FILES = ("params.yaml", "dvc.yaml", "dvc.lock", "requirements.lock", "pyproject.toml", "LICENSE", "CITATION.cff")
ASIDE = ("reports/review/*", "*/.*", ".*")  # people's working files, files of a system
MADE = ("reports/brief.*", "reports/findings.*", "reports/annex*", "reports/figures/*")
CHECKSUMS, KEPT_BACK, README = "manifest-sha256.txt", "NOT_SHARED.csv", "README.md"


def write(study: Study, target: Path) -> dict[str, bytes]:
    """Write the archive at `target` and return its files. Raises StudyError where a name would leave, or where there is
    nothing to share yet.
    """
    document = load_document(study)
    if not any((study.reports / f"findings.{language}.md").exists() for language in study.languages):
        raise StudyError("archive", "there are no findings yet", todo="Run `dvc repro`, then archive.")
    if study.has_table("coding/units"):
        commands.export(study, "qdpx")
    shared, kept = sorted_out(study)
    _check_names(study)
    files = {path: (study.root / path).read_bytes() for path in shared}
    words = Words("exchange", study.languages[0], study)
    files.setdefault("CITATION.cff", citation(document, study.languages[0]).encode())
    files[KEPT_BACK] = "".join(
        ["path,why\n", *(f'"{path}",{words(f"deposit.{why}")}\n' for path, why in kept)]
    ).encode()
    files[README] = words("deposit.readme", title=document.title[study.languages[0]]).encode()
    files = {path: files[path] for path in sorted(files)}
    made = [path for path in files if any(fnmatch(path, pattern) for pattern in MADE)]
    files[ro_crate.METADATA] = ro_crate.metadata(about(study, document), files, made)
    lines = [f"{ro_crate.checksum(content)}  {path}\n" for path, content in files.items()]
    files[CHECKSUMS] = "".join(lines).encode()
    with replacing(target) as part:
        write_zip(part, files)
    return files


def sorted_out(study: Study) -> tuple[list[str], list[tuple[str, str]]]:
    """(paths to share, (path, why) of what is kept back), both relative to the study and in order."""
    shared, kept = [], []
    back = study.params["archive"]["keep_back"]
    for path in _files(study):
        why = reason(path, back)
        if why:
            kept.append((path, why))
        elif path in FILES or path.startswith(tuple(f"{folder}/" for folder in SHARED)):
            shared.append(path)
    raw = sorted({"/".join(path.split("/")[:2]) for path, why in kept if why == "raw"})
    return shared, [*((folder, "raw") for folder in raw), *((path, why) for path, why in kept if why != "raw")]


def _files(study: Study) -> Iterator[str]:
    folders = [study.root / folder for folder in ("codebooks", "processed", "raw", "reports")]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    found += [study.root / name for name in FILES if (study.root / name).exists()]
    for path in sorted(found):
        relative = path.relative_to(study.root).as_posix()
        if not any(fnmatch(relative, pattern) for pattern in ASIDE):
            yield relative


def reason(path: str, back: list[str]) -> str:
    """Why a file is kept back: `gate`, `raw` or `study`; "" where it is not."""
    if path.startswith(BEHIND_THE_GATE):
        return "gate"
    if path.startswith("raw/") and not path.startswith("raw/published/"):
        return "raw"
    return "study" if any(fnmatch(path, pattern) for pattern in back) else ""


def _check_names(study: Study) -> None:
    """Raises StudyError where a name of the key stands in what would leave, or where there is no key to look for."""
    key = study.private / "key.csv"
    if not key.exists() and study.has_table("notes/status"):
        raise StudyError(
            "archive", "private/key.csv is not there, so nobody can tell whether a name would leave",
            todo="Archive on the machine where the notes were de-identified.",
        )  # fmt: skip
    if not key.exists():
        return
    found = _unread(leaks(study, read_csv(key).dropna(subset="name"), SHARED), study.params["archive"]["read"])
    if found:
        path, pseudonym = found[0]
        raise StudyError(
            path, f"holds the name behind {pseudonym} ({len(found)} such places in all)",
            "nothing of private/key.csv in an archive",
            "Take it out, or name the file under `archive: keep_back`; a codebook read for names by somebody, and "
            "found to name nobody, under `archive: read`.",
        )  # fmt: skip


def _unread(found: list[tuple[str, str]], read: list[str]) -> list[tuple[str, str]]:
    """The names found, but for those in codebooks that somebody has read and in exchange files that repeat them."""
    read = [path for path in read if path.startswith("codebooks/")]
    known = {name for path, name in found if path in read}
    return [
        (path, name)
        for path, name in found
        if path not in read and not (name in known and path.startswith("processed/exchange/"))
    ]


def about(study: Study, document: Document) -> ro_crate.About:
    language = study.languages[0]
    try:
        made_by = f"mixed-methods-pipeline {version('mixed-methods-pipeline')}"
    except PackageNotFoundError:
        made_by = "mixed-methods-pipeline"
    return ro_crate.About(
        document.title[language], document.subtitle[language], document.authors[language], document.date,
        study.languages, made_by,
    )  # fmt: skip


def citation(document: Document, language: str) -> str:
    """CITATION.cff (version 1.2.0) from what the study says of its document."""
    quoted = {key: value.replace('"', "'") for key, value in (
        ("title", document.title[language]), ("authors", document.authors[language]))}  # fmt: skip
    return (
        "cff-version: 1.2.0\n"
        "message: Please cite this archive as below.\n"
        "type: dataset\n"
        f'title: "{quoted["title"]}"\n'
        f'authors:\n  - name: "{quoted["authors"]}"\n'
        f"date-released: {document.date}\n"
    )


def problems(archive: Path) -> list[str]:
    """What is wrong with an archive: files that are not as their checksum says, missing, or not listed.

    Raises StudyError for a file that is no archive, or a damaged one.
    """
    with opening(archive, "an archive as `archive` packs it (.zip)"):
        files = read_zip(archive)
        listed = dict(line.split("  ", 1)[::-1] for line in files[CHECKSUMS].decode().splitlines())
    found = [f"{path}: not in the archive" for path in listed if path not in files]
    found += [f"{path}: not listed" for path in files if path not in listed and path != CHECKSUMS]
    changed = [path for path in listed if path in files and ro_crate.checksum(files[path]) != listed[path]]
    return found + [f"{path}: changed since it was packed" for path in changed]
