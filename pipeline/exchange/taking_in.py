"""`python -m pipeline import`: which file is what, and what a person is told about it."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from pipeline.decisions import decision_log, memos, themes_edit
from pipeline.decisions.decision_log import Decision
from pipeline.exchange import (
    codebook_files,
    codebook_tables,
    databases,
    reports_read,
    segment_tables,
    sheets_read,
    word_comments,
)
from pipeline.exchange.code_names import CodeNames
from pipeline.exchange.masked_words import pseudonymised
from pipeline.exchange.memos_in import memos_of
from pipeline.exchange.placing import Placed, Unplaced, note_of, place
from pipeline.exchange.project import CodeNode, Project, Source
from pipeline.exchange.qdpx_read import read_qdpx
from pipeline.exchange.study_inputs import Inputs
from pipeline.exchange.transcripts import Transcript, Turn
from pipeline.study import Study, StudyError, as_typed, first_of, read_people_sheets, write_csv

TABLES = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt")
DOCUMENTS = (".docx", ".html", ".htm", ".odt", ".rtf")
KINDS = ".qdpx, .qde, .qdc, .xlsx, .csv, .docx, .html, or the database of QualCoder, RQDA or Taguette"
FOLDER = "imports"  # under private/


WHOLE = (
    "What has no code there counts as not looked at, so that no agreement with these coders can be told. "
    "Where they went through whole notes: `python -m pipeline import FILE --whole-notes`."
)


class Import:
    """One file that is taken into a study."""

    def __init__(
        self, study: Study, path: Path, coder: str = "", dry_run: bool = False, whole_notes: bool = False
    ) -> None:
        """`whole_notes`: of a project or report, that a coder went through the whole of each note that has a code."""
        self.study, self.path, self.coder, self.dry_run = study, path, coder, dry_run
        self.whole_notes = whole_notes
        self.inputs, self.version = Inputs(study), themes_edit.codebook_version(study)

    def run(self) -> list[str]:
        """Takes the file in and gives sentences for a person. Raises StudyError where nothing can be read."""
        path, kind = self.path, self.path.suffix.lower()
        if not path.exists():
            raise StudyError(path, "the file is not there")
        if databases.is_database(path):
            return self._project(databases.read_database(path))
        if kind in (".qdpx", ".qde"):
            return self._project(read_qdpx(path))
        if kind == ".qdc":
            nodes, left = codebook_files.read_qdc(path)
            return left + self._codes(nodes)
        if kind in TABLES:
            return self._sheets(read_people_sheets(path))
        if kind in DOCUMENTS:
            return self._document()
        raise StudyError(path, f"a {kind or 'nameless'} file", f"one of {KINDS}")

    def _document(self) -> list[str]:
        """A codebook in Word as we write it, a report of coded segments, a Word table of codes, or a note in Word whose
        comments name codes."""
        languages = self.inputs.codebook.languages
        is_word = self.path.suffix.lower() == ".docx"
        tables = codebook_files.word_tables(self.path) if is_word else {}
        if is_word and codebook_files.is_our_table(self.path, languages):
            return self._entries(codebook_files.read_docx(self.path, languages))
        report = reports_read.read_report(self.path)
        if report is not None:
            return self._segments(report)
        for frame in tables.values():
            if codebook_tables.is_codebook(frame):
                return self._codes(codebook_tables.read_codebook_table(frame, str(self.path)))
        comments = word_comments.read_comments(self.path, self._is_known) if is_word else pd.DataFrame()
        if len(comments):
            if word_comments.is_coded(comments, self._is_known):
                return self._segments(comments)
            raise StudyError(self.path, "comments, none of which is the name of a code", "a code a line of a comment")
        if is_word:
            codebook_files.read_docx(self.path, languages)  # says what a codebook in Word looks like
        raise StudyError(self.path, "no coded segments in the document", "a coding report or a codebook")

    def _segments(self, rows: pd.DataFrame) -> list[str]:
        sheets = {self.path.stem: rows}
        return self._project(segment_tables.read_segments(sheets, self.path.name, self._is_known))

    def _sheets(self, sheets: dict[str, pd.DataFrame]) -> list[str]:
        """Tables on our turns, tables of coded segments, or a codebook; sheets that are none of them are told."""
        table = sheets_read.Sheets(self.inputs, self.version, datetime.now(UTC).isoformat(timespec="microseconds"))
        if table.has_turns(sheets):
            placed = table.place(sheets, str(self.path), self.coder)
            left = table.columns_not_read(sheets)
            return [*([f"Columns not read: {', '.join(left)}."] if left else []), *self._take(placed)]
        segments = {title: frame for title, frame in sheets.items() if segment_tables.is_segments(frame)}
        if segments:
            lines = self._project(segment_tables.read_segments(segments, self.path.name, self._is_known))
            return lines + _other_sheets(sheets, list(segments))
        for title, frame in sheets.items():
            if entries := codebook_tables.own_entries(frame):
                return self._entries(entries) + _other_sheets(sheets, [title])
            if codebook_tables.is_codebook(frame):
                self._is_no_codings(frame, title)
                nodes = codebook_tables.read_codebook_table(frame, str(self.path))
                left = codebook_tables.unread(frame)
                told = [f"Read as a codebook; columns not read: {', '.join(left)}."] if left else []
                return [*told, *self._codes(nodes), *_other_sheets(sheets, [title])]
        columns = "; ".join(f"{title}: {', '.join(map(str, frame.columns[:8]))}" for title, frame in sheets.items())
        expected = (
            "note_id and turn (or segment_id), and the column `code` or a column for each code; or document, code and "
            "the coded words; or a codebook with a column `name`"
        )
        raise StudyError(self.path, f"columns {columns}", expected)

    def _is_no_codings(self, frame: pd.DataFrame, title: str) -> None:
        """Raises StudyError where a column names notes: codings whose words stand under an unknown heading."""
        for column in frame.columns:
            cells = [str(cell).strip() for cell in frame[column] if str(cell).strip()]
            known = [cell for cell in set(cells) if note_of(Source("", cell), self.inputs.transcripts) is not None]
            if known and len(known) * 2 >= len(set(cells)):
                found = f"codings (the column {str(column)!r} names notes), and no column for the coded words is known"
                others = ", ".join(map(str, frame.columns))
                raise StudyError(f"{self.path}, {title}", found, "a column `text`", f"Its columns are {others}.")

    def _is_known(self, name: str) -> bool:
        """Whether the study has one code of that name; codes beside each other are several."""
        names = CodeNames(self.inputs.codebook)
        return names.find(name)[0] is not None and not names.are_beside(name)

    def _project(self, project: Project) -> list[str]:
        lines = [f"{self.path.name}: {project.summary()}.", *(f"{_sentence(one)}." for one in project.notices)]
        masked = pseudonymised(self.study)
        placed = place(project, self.inputs.transcripts, self.inputs.codebook, self.version, self.coder, masked)
        strange = [source.name for source in project.sources if source.guid not in placed.notes]
        if strange:
            lines.append(f"No note of the study: {first_of(strange, most=5)}.")
        if self.coder and len(named := [name for name in placed.users if name]) > 1:
            lines.append(f"The codings of {', '.join(sorted(named))} are all taken as {self.coder}'s.")
        if self.whole_notes:
            placed.decisions += done_with_notes(placed.decisions, self.inputs.transcripts)
        elif placed.decisions and not any(one.decision in ("none", "done") for one in placed.decisions):
            lines.append(as_typed(WHOLE))
        return lines + self._take(placed) + self._memos(project, placed)

    def _take(self, placed: Placed) -> list[str]:
        fresh = _not_yet_there(self.inputs, placed)
        known = len(placed.decisions) - len(fresh)
        how = ", ".join(f"{number} {way}" for way, number in sorted(placed.how.items())) or "none"
        coders = ", ".join(sorted({one.coder for one in fresh}))
        lines = [f"Placed: {how}; {len(placed.decisions)} decisions, {known} of them were on file already."]
        if placed.by_machine:
            lines.append(f"{placed.by_machine} codings are the machine's own and were left out.")
        if placed.unplaced:
            rows = pd.DataFrame([asdict(one) for one in placed.unplaced])
            listed = self._listed(rows, "unplaced")
            lines.append(f"Not placed: {len(rows)}, listed in {listed}. {_reasons(placed.unplaced)}")
        if fresh and not self.dry_run:
            decision_log.append(self.study, fresh)
            lines.append(f"Added to raw/coding/{decision_log.FOLDER}: {len(fresh)} decisions of {coders}.")
        return lines

    def _memos(self, project: Project, placed: Placed) -> list[str]:
        if not project.notes:
            return []
        taken = memos_of(self.study, project, placed, self.inputs.codebook, self.coder)
        added = 0 if self.dry_run else memos.append(self.study, taken.fresh)
        lines = [f"Memos: {len(project.notes)} in the file, {len(taken.fresh) if self.dry_run else added} new."]
        if taken.homeless:
            rows = pd.DataFrame([asdict(note) for note in taken.homeless])[["about", "target", "text"]]
            listed = self._listed(rows, "memos")
            lines.append(f"{len(rows)} memos are on things that the study does not have, listed in {listed}.")
        return lines

    def _listed(self, rows: pd.DataFrame, what: str) -> str:
        """Writes what a person should look at into private/, since another program's text may name people."""
        path = self.study.private / FOLDER / f"{self.path.stem}.{what}.csv"
        if not self.dry_run:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_csv(rows, path)
        return self.study.relative(path)

    def _codes(self, nodes: tuple[CodeNode, ...]) -> list[str]:
        left = sum(not node.codable for node in nodes)
        lines = self._entries(codebook_files.entries_of(nodes, self.inputs.codebook))
        return lines + ([f"{left} folders and codes not in use were not taken as codes."] if left else [])

    def _entries(self, entries: list[dict[str, str]]) -> list[str]:
        codes = CodeNames(self.inputs.codebook)
        entries = [one | {"id": codes.find(one["id"])[0] or one["id"]} for one in entries]
        wanted = themes_edit.changes(self.inputs.codebook, entries)
        if not wanted:
            return [f"{self.path.name}: {len(entries)} codes, nothing differs from codebooks/themes.yaml."]
        new = sorted({one.code for one in wanted if one.before is None})
        changed = sorted({one.code for one in wanted} - set(new))
        lines = [f"{self.path.name}: {len(entries)} codes; {len(changed)} changed, {len(new)} new."]
        lines += [f"  {one.code} {one.field}: {one.after!r}" for one in wanted]
        if not self.dry_run:
            themes_edit.apply(self.study, wanted, self.version)
            lines.append("Written to codebooks/themes.yaml; run `dvc repro` to code with it.")
        return lines


def done_with_notes(decisions: list[Decision], notes: list[Transcript]) -> list[Decision]:
    """That each coder is through with every turn of the notes in which they gave a code."""
    turns: dict[str, list[Turn]] = {}
    for turn in (turn for note in notes for turn in note.turns):
        turns.setdefault(turn.note_id, []).append(turn)
    found: dict[tuple[str, str], Decision] = {}
    for one in decisions:
        for turn in turns.get(one.note_id, ()) if one.decision == "assigned" and not one.adjudicates else ():
            done = Decision(
                when=one.when, who=one.who, segment_id=turn.segment_id, note_id=turn.note_id, turn=turn.turn,
                fingerprint=turn.fingerprint, decision="done", codebook_version=one.codebook_version,
            )  # fmt: skip
            found.setdefault((one.who, turn.segment_id), done)
    return list(found.values())


def _sentence(notice: str) -> str:
    return notice[:1].upper() + notice[1:]


def _other_sheets(sheets: dict[str, pd.DataFrame], read: list[str]) -> list[str]:
    left = [title for title, frame in sheets.items() if title not in read and len(frame)]
    return [f"Sheets not read: {', '.join(left)}."] if left else []


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
    return f"Most often: {shown.rstrip('.')}."
