"""What coding programs hold (NVivo, MAXQDA, ATLAS.ti, QualCoder ...) at the start of a study: codes, texts, codings.

A project gives the study its codebook, its notes where there are no others, and people's decisions. Decisions can only
be set against the texts behind the gate, so the stages up to there run before they are taken in.
"""

from pathlib import Path

from pipeline.exchange import codebook_files, commands, databases, segment_tables
from pipeline.exchange.project import Project
from pipeline.exchange.qdpx_read import read_qdpx
from pipeline.scaffold.codes_of_people import codes_of_nodes
from pipeline.study import Study, StudyError, read_people_sheets

PROJECTS = (".qdpx", ".qde", ".qda", ".rqda", ".sqlite3")
CODEBOOKS = (*PROJECTS, ".qdc")


def is_project(path: Path) -> bool:
    """Whether a file's codings are of texts, to be looked up: a project, or a table of coded segments."""
    if path.suffix.lower() in PROJECTS:
        return True
    return path.suffix.lower() != ".qdc" and any(map(segment_tables.is_segments, read_people_sheets(path).values()))


def read_project(path: Path) -> Project:
    """Raises StudyError where nothing can be read."""
    if databases.is_database(path):
        return databases.read_database(path)
    if path.suffix.lower() in PROJECTS:
        return read_qdpx(path)
    sheets = read_people_sheets(path)
    segments = {title: one for title, one in sheets.items() if segment_tables.is_segments(one)}
    return segment_tables.read_segments(segments, path.name, lambda name: False)


def codes_in_project(path: Path) -> list[dict[str, str]]:
    """The codes of a project or code book as `codes_in_table` gives those of a table."""
    nodes = codebook_files.read_qdc(path)[0] if path.suffix.lower() == ".qdc" else read_project(path).codes
    return codes_of_nodes(nodes)


def texts_in_project(path: Path, folder: Path) -> list[Path]:
    """Write each text of a project into `folder`, under its name there. Raises StudyError where it holds none."""
    written: list[Path] = []
    for source in read_project(path).sources:
        if source.text and source.text.strip():
            name = "".join(sign if sign.isalnum() or sign in " -_()." else "-" for sign in source.name).strip(" .-")
            target = folder / f"{Path(name).stem if Path(name).suffix in ('.docx', '.txt') else name}.txt"
            if target in written:
                target = target.with_stem(f"{target.stem} ({len(written) + 1})")
            target.write_text(source.text, encoding="utf-8")
            written.append(target)
    if not written:
        raise StudyError(path, "a project without texts", "texts that were coded", "Name the folder of the notes.")
    return written


def take_codings(study: Study, paths: list[Path]) -> list[str]:
    """Take the codings of projects into `raw/coding`, and say what came of them."""
    from pipeline.admin import clean_admin
    from pipeline.decisions import units
    from pipeline.notes import deidentify, kept_labels, read_documents, transcribe
    from pipeline.survey import clean

    first = {"survey": clean, "admin": clean_admin, "notes": transcribe, "documents": read_documents}
    own = [stage for strand, stage in first.items() if strand in study.strands]
    for stage in (*own, kept_labels, deidentify, units):
        stage.run(study)
    return [line for path in paths for line in commands.import_file(study, path)]
