"""`python -m pipeline export` and `import`."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.decisions.read import TABLES, rows_of_table
from pipeline.exchange import codebook_files, coded_documents, corpus_files, sheets
from pipeline.exchange.coded_notes import CodedNote, assigned, coded_notes
from pipeline.exchange.placing import coder_name
from pipeline.exchange.qdpx_write import write_qdpx
from pipeline.exchange.study_inputs import Inputs
from pipeline.exchange.study_project import study_project
from pipeline.exchange.taking_in import Import
from pipeline.language import Words
from pipeline.study import Study, StudyError, write_csv, write_whole

FORMATS = {
    "qdpx": "codings.qdpx",  # project for NVivo, ATLAS.ti, MAXQDA, QualCoder
    "qdc": "codebook.qdc",  # code book for them
    "docx": "codebook.docx",  # codebook as a Word table
    "xlsx": "codings.xlsx",  # long table, 0/1 matrices and codebook
    "csv": "codings.csv",  # long table
    "matrix": "codings_{coder}.csv",  # a 0/1 matrix for each coder
    "coded-docx": "coded/{note}.docx",  # each note with its codings in the margin
    "coded-pdf": "coded/{note}.pdf",
    "coded-html": "coded/{note}.html",
    "iramuteq": "iramuteq.{language}.txt",  # a corpus for each language
    "gephi": "codes.gexf",  # codes that stand together, with codes_nodes.csv and codes_edges.csv
}
FOLDER = "exchange"  # under processed/


@dataclass(frozen=True)
class Job:
    """What a writer of one of FORMATS needs. language: of the codes' labels; place: the path under processed/exchange
    for a file's name."""

    study: Study
    inputs: Inputs
    kind: str
    language: str
    place: Callable[[str], Path]

    def target(self, **named: str) -> Path:
        """The path of the format's own file, of a coder, note or language where it has several."""
        return self.place(FORMATS[self.kind].format(**named))


def export(study: Study, kind: str, language: str = "") -> list[Path]:
    """Writes one of FORMATS under processed/exchange and gives the paths. `language`: of the codes' labels in coded
    notes and networks, the study's main one where it is empty. Raises StudyError for a name that is none of these."""
    if kind not in FORMATS:
        raise StudyError("export", f"format {kind!r}", f"one of {', '.join(FORMATS)}")
    language = language or study.languages[0]
    if language not in study.languages:
        raise StudyError("export", f"language {language!r}", f"one of {', '.join(study.languages)}")
    inputs = Inputs(study)
    written: list[str] = []

    def place(name: str) -> Path:
        written.append(f"processed/{FOLDER}/{name}")
        return out.path(written[-1])

    with study.writing() as out:
        WRITERS[kind](Job(study, inputs, kind, language, place))
    return [study.root / name for name in written]


def _qdpx(job: Job) -> None:
    inputs = job.inputs
    parts = inputs.codebook, inputs.transcripts, inputs.decisions, inputs.machine, inputs.memos
    write_qdpx(study_project(job.study.root.resolve().name, *parts), job.target())


def _matrix(job: Job) -> None:
    for coder, frame in _matrices(job.inputs).items():
        write_csv(frame, job.target(coder=coder))


def _coded(draw: Callable[[CodedNote, Study, Words, Path], None]) -> Callable[[Job], None]:
    """A writer of each note with its codings in the margin."""

    def write(job: Job) -> None:
        words = Words("exchange", job.language, job.study)
        for note in coded_notes(job.inputs, job.language):
            draw(note, job.study, words, job.target(note=re.sub(r"[^\w.-]+", "-", note.name)))

    return write


def _iramuteq(job: Job) -> None:
    for spoken, corpus in corpus_files.iramuteq(job.inputs.units, assigned(job.inputs)).items():
        write_whole(job.target(language=spoken), corpus)


def _gephi(job: Job) -> None:
    nodes, edges = corpus_files.network(assigned(job.inputs), job.inputs.codebook, job.language)
    corpus_files.write_gexf(nodes, edges, job.target())
    write_csv(nodes, job.place("codes_nodes.csv"))
    write_csv(edges, job.place("codes_edges.csv"))


WRITERS: dict[str, Callable[[Job], None]] = {
    "qdpx": _qdpx,
    "qdc": lambda job: codebook_files.write_qdc(job.inputs.codebook, job.target()),
    "docx": lambda job: codebook_files.write_docx(job.inputs.codebook, job.target()),
    "xlsx": lambda job: sheets.write_workbook(job.target(), {"codings": _long(job.inputs)} | _matrices(job.inputs)),
    "csv": lambda job: write_csv(_long(job.inputs), job.target()),
    "matrix": _matrix,
    "coded-docx": _coded(coded_documents.to_word),
    "coded-pdf": _coded(coded_documents.to_pdf),
    "coded-html": _coded(coded_documents.to_html),
    "iramuteq": _iramuteq,
    "gephi": _gephi,
}


def _long(inputs: Inputs) -> pd.DataFrame:
    return sheets.long_table(inputs.decisions, inputs.machine, inputs.transcripts)


def _matrices(inputs: Inputs) -> dict[str, pd.DataFrame]:
    return sheets.matrices(inputs.decisions, inputs.machine, inputs.transcripts, inputs.codebook.ids)


def import_file(
    study: Study, path: Path, coder: str = "", dry_run: bool = False, whole_notes: bool = False
) -> list[str]:
    """Takes codings or a codebook in, and gives sentences for a person. Raises StudyError where nothing can be read.

    Codings are added to raw/coding/decisions, memos to raw/coding/memos, a codebook's texts to codebooks/themes.yaml.
    What can't be placed is listed in private/imports, since another program's text may name people.
    """
    before = not study.has_table("coding/units") and path.suffix.lower() in TABLES and path.exists()
    rows = rows_of_table(path) if before else None
    if rows is not None:
        return _kept(study, path, coder, dry_run, rows)
    return Import(study, path, coder, dry_run, whole_notes).run()


def _kept(study: Study, path: Path, coder: str, dry_run: bool, rows: int) -> list[str]:
    """A coder's table goes to raw/coding as it is: before the first run there is nothing to set it against."""
    target = study.coding / f"{coder_name(coder or path.stem)}{path.suffix.lower()}"
    if target.exists() and target.read_bytes() != path.read_bytes():
        raise StudyError(study.relative(target), "there already, with other decisions", todo="Choose another --coder.")
    if not dry_run:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return [f"{rows} decisions kept in {study.relative(target)}; `dvc repro` sets them against the texts."]
