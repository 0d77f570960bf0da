"""`python -m pipeline export` and `import`: which file is what, and what a person is told about it."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from pipeline.decisions import decision_log, themes_edit
from pipeline.exchange import codebook_files, sheets, sheets_read
from pipeline.exchange.placing import Placed, Unplaced, match_code, place
from pipeline.exchange.qdpx_read import read_qdpx
from pipeline.exchange.qdpx_write import write_qdpx
from pipeline.exchange.study_inputs import Inputs
from pipeline.exchange.study_project import study_project
from pipeline.study import Study, StudyError, write_csv

FORMATS = {
    "qdpx": "codings.qdpx",  # project for NVivo, ATLAS.ti, MAXQDA, QualCoder
    "qdc": "codebook.qdc",  # code book for them
    "docx": "codebook.docx",  # codebook as a Word table
    "xlsx": "codings.xlsx",  # long table, 0/1 matrices and codebook
    "csv": "codings.csv",  # long table
    "matrix": "codings_{coder}.csv",  # a 0/1 matrix for each coder
}
FOLDER = "exchange"  # under processed/


def export(study: Study, kind: str) -> list[Path]:
    """Writes one of FORMATS under processed/exchange and gives the paths. Raises StudyError for any other name."""
    if kind not in FORMATS:
        raise StudyError("export", f"format {kind!r}", f"one of {', '.join(FORMATS)}")
    inputs = Inputs(study)
    written: list[str] = []

    def target(name: str) -> Path:
        written.append(f"processed/{FOLDER}/{name}")
        return out.path(written[-1])

    with study.writing() as out:
        if kind == "qdpx":
            name = study.root.resolve().name
            project = study_project(name, inputs.codebook, inputs.transcripts, inputs.decisions, inputs.machine)
            write_qdpx(project, target(FORMATS[kind]))
        elif kind == "qdc":
            codebook_files.write_qdc(inputs.codebook, target(FORMATS[kind]))
        elif kind == "docx":
            codebook_files.write_docx(inputs.codebook, target(FORMATS[kind]))
        elif kind == "csv":
            write_csv(_long(inputs), target(FORMATS[kind]))
        elif kind == "matrix":
            for coder, frame in _matrices(inputs).items():
                write_csv(frame, target(FORMATS[kind].format(coder=coder)))
        else:
            sheets.write_workbook(target(FORMATS[kind]), {"codings": _long(inputs)} | _matrices(inputs))
    return [study.root / name for name in written]


def _long(inputs: Inputs) -> pd.DataFrame:
    return sheets.long_table(inputs.decisions, inputs.machine, inputs.transcripts)


def _matrices(inputs: Inputs) -> dict[str, pd.DataFrame]:
    return sheets.matrices(inputs.decisions, inputs.machine, inputs.transcripts, inputs.codebook.ids)


def import_file(study: Study, path: Path, coder: str = "", dry_run: bool = False) -> list[str]:
    """Takes codings or a codebook in, and gives sentences for a person. Raises StudyError where nothing can be read.

    Codings are added to raw/coding/decisions, a codebook's texts to codebooks/themes.yaml. What can't be placed is
    listed in private/imports, since another program's text may name people.
    """
    if not path.exists():
        raise StudyError(path, "the file is not there")
    kind = path.suffix.lower()
    if kind in (".qdc", ".docx"):
        return _import_codebook(study, path, dry_run)
    inputs, version = Inputs(study), themes_edit.codebook_version(study)
    lines = []
    if kind in (".qdpx", ".qde"):
        project = read_qdpx(path)
        lines += [f"{path.name}: {project.summary()}.", *(f"{notice}." for notice in project.notices)]
        placed = place(project, inputs.transcripts, inputs.codebook, version, coder)
        strange = [source.name for source in project.sources if source.name not in placed.sources]
        if strange:
            more = f" and {len(strange) - 5} more" if len(strange) > 5 else ""
            lines.append(f"No note of the study: {', '.join(strange[:5])}{more}.")
    elif kind in (".xlsx", ".csv"):
        moment = datetime.now(UTC).isoformat(timespec="microseconds")
        table = sheets_read.Sheets(inputs.transcripts, inputs.codebook, inputs.decisions, version, moment)
        placed = table.place(sheets_read.read_sheets(path), str(path), coder)
    else:
        raise StudyError(path, f"a {kind or 'nameless'} file", "a .qdpx, .qde, .qdc, .xlsx, .csv or .docx file")
    return lines + _take(study, inputs, placed, path, dry_run)


def _take(study: Study, inputs: Inputs, placed: Placed, path: Path, dry_run: bool) -> list[str]:
    fresh = _not_yet_there(inputs, placed)
    known = len(placed.decisions) - len(fresh)
    how = ", ".join(f"{number} {way}" for way, number in sorted(placed.how.items())) or "none"
    coders = ", ".join(sorted({one.coder for one in fresh}))
    lines = [f"Placed: {how}; {len(placed.decisions)} decisions, {known} of them were on file already."]
    if placed.by_machine:
        lines.append(f"{placed.by_machine} codings are the machine's own and were left out.")
    if placed.unplaced:
        listed = study.private / "imports" / f"{path.stem}.unplaced.csv"
        if not dry_run:
            listed.parent.mkdir(parents=True, exist_ok=True)
            write_csv(pd.DataFrame([asdict(one) for one in placed.unplaced]), listed)
        lines.append(
            f"Not placed: {len(placed.unplaced)}, listed in {study.relative(listed)}. {_reasons(placed.unplaced)}"
        )
    if fresh and not dry_run:
        decision_log.append(study, fresh)
        lines.append(f"Added to raw/coding/{decision_log.FOLDER}: {len(fresh)} decisions of {coders}.")
    return lines


def _not_yet_there(inputs: Inputs, placed: Placed) -> list[decision_log.Decision]:
    """Decisions that say something new, so that importing a file twice changes nothing."""
    said = ["coder", "segment_id", "start", "end", "code", "decision", "stance"]
    on_file = inputs.decisions[said].astype(object).where(inputs.decisions[said].notna(), None)
    standing = set(on_file.itertuples(index=False, name=None))
    fresh: dict[tuple, decision_log.Decision] = {}
    for one in placed.decisions:
        key = (one.coder, one.segment_id, one.start, one.end, one.code, one.decision, one.stance)
        if key not in standing:
            fresh.setdefault(key, one)
    return list(fresh.values())


def _reasons(unplaced: list[Unplaced]) -> str:
    counts = pd.Series([one.reason for one in unplaced]).value_counts()
    shown = "; ".join(f"{number} x {reason}" for reason, number in counts.head(3).items())
    return f"Most often: {shown}."


def _import_codebook(study: Study, path: Path, dry_run: bool) -> list[str]:
    inputs, version = Inputs(study), themes_edit.codebook_version(study)
    if path.suffix.lower() == ".qdc":
        entries = codebook_files.entries_of(codebook_files.read_qdc(path), inputs.codebook)
    else:
        entries = codebook_files.read_docx(path, inputs.codebook.languages)
        entries = [one | {"id": match_code(one["id"], inputs.codebook) or one["id"]} for one in entries]
    wanted = themes_edit.changes(inputs.codebook, entries)
    if not wanted:
        return [f"{path.name}: {len(entries)} codes, nothing differs from codebooks/themes.yaml."]
    new = sorted({one.code for one in wanted if one.before is None})
    changed = sorted({one.code for one in wanted} - set(new))
    lines = [f"{path.name}: {len(entries)} codes; {len(changed)} changed, {len(new)} new."]
    lines += [f"  {one.code} {one.field}: {one.after!r}" for one in wanted]
    if not dry_run:
        themes_edit.apply(study, wanted, version)
        lines.append("Written to codebooks/themes.yaml; run `dvc repro` to code with it.")
    return lines
