"""What the findings draw on: the tables of the other rooms and the labels of the codebooks, read once.

A strand that a study does not have (no survey, or no notes) is an empty table here; a chapter that calls for something
in it is told so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.cleaning.cells import code_text
from pipeline.coding.materials import main_units
from pipeline.coding.themes_tables import code_groups
from pipeline.decisions.themes import Code, ThemesCodebook
from pipeline.findings import declared, recommendations
from pipeline.findings.declared import Derived
from pipeline.findings.quotation_edits import Edit, load
from pipeline.findings.recommendations import Recommendations
from pipeline.study import Study, collecting, fingerprint, read_people_table
from pipeline.survey.indicators import Grouping, groupings, measures
from pipeline.survey.survey_codebook import Breakdown, SurveyCodebook
from pipeline.tables import MACHINE
from pipeline.tables.lists import split_list
from pipeline.triangulation.evaluation import EvaluationCodebook

OVERALL, ALL = "overall", "all"


def as_list(cell: Any) -> list[str]:
    """A cell that holds a list separated by `;`."""
    return [] if pd.isna(cell) else split_list(str(cell))


def cell_by_cell(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with texts as Python's own: the documents take them cell by cell, which Arrow's are slow at."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("string"), object))


def _table_of(name: str, *index: str) -> "cached_property[pd.DataFrame]":
    """A declared table as a property of `Sources`; index: the columns by which its rows are looked up."""

    def read(sources: "Sources") -> pd.DataFrame:
        frame = sources._table(name)
        return frame.set_index([*index], drop=False) if index else frame

    return cached_property(read)


@dataclass(frozen=True)
class Sources:
    """The tables of one study, ready for printing: only decisions that count, only segments that still exist."""

    study: Study

    # Tables as they stand.
    respondents = _table_of("survey/respondents")
    cleaning_log = _table_of("survey/cleaning_log")
    status = _table_of("notes/status")
    saturation = _table_of("coding/saturation")
    reliability = _table_of("coding/reliability")
    agreements = _table_of("coding/reliability", "code", "coder_a", "coder_b")
    agreement_parts = _table_of("coding/agreement", "part", "group", "between")
    topics = _table_of("coding/topics")
    segment_topics = _table_of("coding/segment_topics")
    published = _table_of("triangulation/published", "claim")
    document_review = _table_of("triangulation/document_review")
    matrix = _table_of("triangulation/matrix", "finding_id")
    joint_display = _table_of("triangulation/joint_display", "finding_id")
    negative_cases = _table_of("triangulation/negative_cases")
    item_nonresponse = _table_of("survey/item_nonresponse")
    missing_patterns = _table_of("survey/missing_patterns")
    response_rates = _table_of("survey/response_rates")
    open_answers = _table_of("survey/open_answers")  # segment_id is `RECORD#question`
    scales = _table_of("survey/reliability")  # how reliable each declared battery of questions is

    def _table(self, name: str) -> pd.DataFrame:
        return cell_by_cell(self.study.table_or_empty(name))

    @cached_property
    def indicators(self) -> pd.DataFrame:
        frame = self._table("survey/indicators")
        return frame.set_index(["indicator", "breakdown", "group"], drop=False).sort_index()

    @cached_property
    def dropped(self) -> pd.DataFrame:
        """Records dropped, one row each; column `reason` is the rule's name without `drop:`."""
        log = self.cleaning_log
        rows = log[log["rule"].astype(str).str.startswith("drop:")].drop_duplicates("record_id")
        return rows.assign(reason=rows["rule"].str.removeprefix("drop:"))

    @cached_property
    def notes(self) -> pd.DataFrame:
        """Notes that were read and not withdrawn."""
        return self.status[self.status["status"] == "read"]

    @cached_property
    def withdrawn(self) -> set[str]:
        return set(self.status.loc[self.status["status"] == "withdrawn", "note_id"])

    @property
    def drafted(self) -> set[str]:
        """Notes whose transcript a machine drafted: nobody has listened since, so that nothing of them is quoted."""
        return set(self.status.loc[self.status["origin"] == "drafted", "note_id"])

    @cached_property
    def segments(self) -> pd.DataFrame:
        """Units of the main material (talk; documents or open answers where there is none), but for withdrawn notes.

        Indexed by segment id.
        """
        there = self.study.has_table("coding/units")
        frame = cell_by_cell(main_units(self.study)) if there else self._table("notes/segments")
        return frame[~frame["note_id"].isin(self.withdrawn)].set_index("segment_id", drop=False).rename_axis(None)

    @cached_property
    def passages(self) -> pd.DataFrame:
        """Paragraphs of the documents, by unit id, each with its document's file."""
        file = self._table("documents/documents").set_index("document")["file"]
        return self._table("documents/passages").set_index("unit_id", drop=False).join(file, on="document")

    @cached_property
    def material(self) -> str:
        """What the main material is: `notes`; `documents` where a study has no talk, `survey` (open answers) where it
        has neither."""
        units = self.segments
        return str(units["source"].iloc[0]) if "source" in units and len(units) else "notes"

    @property
    def n_sources(self) -> int:
        """How many notes were read; of other main material, documents, or people who gave an answer."""
        return len(self.notes) if self.material == "notes" else self.segments["note_id"].nunique()

    @cached_property
    def codings(self) -> pd.DataFrame:
        """Assigned codings of the main material, joined to the segment's group, region, language and text."""
        frame = self._table("coding/codings")
        frame = frame[frame["decision"] == "assigned"]
        extra = self.segments[["stakeholder", "region", "language", "text", "speaker"]]
        return frame.merge(extra, left_on="segment_id", right_index=True, how="inner")

    @cached_property
    def drawings(self) -> dict[tuple[str, ...], Any]:
        """Figures as they were drawn from these tables, by name, language and what they are about: drawn once."""
        return {}

    @cached_property
    def edits(self) -> dict[str, Edit]:
        """Quotations as people edited and translated them, by unit."""
        return load(self.study)

    @cached_property
    def group_sizes(self) -> dict[tuple[str, str], int]:
        """Notes by stakeholder group and region."""
        return self.notes.groupby(["stakeholder", "region"]).size().to_dict()

    @cached_property
    def coded_by_people(self) -> set[str]:
        """Segments with a code that a person assigned."""
        return set(self.codings.loc[self.codings["origin"] != MACHINE, "segment_id"])

    @cached_property
    def surest(self) -> pd.Series:
        """The highest score of any coding of a segment, by segment id."""
        return self.codings.groupby("segment_id")["score"].max()

    @cached_property
    def codes_by_group(self) -> tuple[list[str], pd.DataFrame]:
        """The stakeholder groups too small to print, and codes by group (see `code_groups`), these together as `+`."""
        sizes = self.segments.groupby("stakeholder")["note_id"].nunique()
        small = list(sizes.index[sizes < self.threshold])
        pooled = self.segments["stakeholder"].where(~self.segments["stakeholder"].isin(small), "+")
        segments = self.segments.assign(stakeholder=pooled).reset_index(drop=True)
        table = code_groups(self.codings[["segment_id", "note_id", "code"]], segments, list(self.codes), self.threshold)
        return small, table[(table["breakdown"] == "stakeholder") & ~table["suppressed"]]

    @cached_property
    def quotable(self) -> dict[str, pd.DataFrame]:
        """What the notes say of each finding: rows of the evidence by finding."""
        notes = self.evidence[self.evidence["strand"] == "notes"]
        return dict(list(notes.groupby("finding_id")))

    @cached_property
    def evidence(self) -> pd.DataFrame:
        frame = self._table("triangulation/evidence")
        note = frame["source"].astype(str).str.split("#").str[0]
        return frame[~note.isin(self.withdrawn)].set_index("evidence_id", drop=False)

    @cached_property
    def comparisons(self) -> pd.DataFrame:
        """Differences between groups, each with its corrected test."""
        return (
            self._table("survey/comparisons").set_index(["indicator", "breakdown"], drop=False).rename_axis([None] * 2)
        )

    @cached_property
    def admin(self) -> pd.DataFrame:
        return self._table("admin/indicators").set_index(["indicator", "breakdown", "group"], drop=False).sort_index()

    @cached_property
    def admin_codebook(self) -> AdminCodebook | None:
        return self.study.codebook_if_any("admin", AdminCodebook)

    @cached_property
    def admin_files(self) -> dict[str, tuple[str, ...]]:
        """The raw files of the tables behind each administrative figure, and of the tables that own their rows."""
        book, found = self.admin_codebook, {}
        if book is None:
            return {}
        for figure in book.figures:
            tables = [book.source_of(quantity.table) for quantity in (figure.of, figure.under) if quantity]
            owners = [one.belongs_to.table for table in tables if (one := book.tables[table]).belongs_to]
            found[figure.name] = tuple(dict.fromkeys(f"raw/{book.tables[table].file}" for table in tables + owners))
        return found

    @cached_property
    def sides_differ(self) -> pd.DataFrame:
        """Codings on whose side (stance) people differ and nobody has settled it: rows of coding/disagreements."""
        frame = self._table("coding/disagreements")
        is_open = (frame["about"] == "stance") & frame["settled"].isna()
        return frame[is_open & frame["segment_id"].isin(self.segments.index)]

    @cached_property
    def derived(self) -> dict[str, Derived]:
        return declared.load(self.study)

    @cached_property
    def recommendations(self) -> Recommendations:
        return recommendations.load(self.study)

    @cached_property
    def context(self) -> pd.DataFrame:
        """Figures in print about the programme's surroundings, by key; column `line` is the line of the file."""
        return self._in_print("raw/published/context.csv", "key", ["unit"], ["value"])  # of a text, no value

    @cached_property
    def printed_recommendations(self) -> pd.DataFrame:
        """What the client printed: considerations, recommendations, principles; columns id, kind, statement_*."""
        statements = [f"statement_{language}" for language in self.study.languages]
        return self._in_print("raw/published/recommendations.csv", "id", ["kind", *statements]).reset_index(drop=True)

    @cached_property
    def published_raw(self) -> pd.DataFrame:
        """The figures already in print as they were given, indexed by claim; column `line` is the line of the file."""
        return self._in_print(self.published_file, "claim", ["statement", "unit", "precision"])

    def _in_print(self, file: str, key: str, filled: list[str], others: Sequence[str] = ()) -> pd.DataFrame:
        """A people's table of what is in print, indexed by `key`: texts, empty cells missing; `line`: of the file.

        filled: columns with something in each row; others: further columns that are there. Raises StudyError for a
        missing column, a row without a key or a cell to be filled, and for a key that stands twice.
        """
        path = self.study.root / file
        if not path.exists():
            return pd.DataFrame(columns=[key, *filled, *others, "line"]).set_index(key, drop=False)
        where = self.study.relative(path)
        frame = read_people_table(path, where, [key, *filled, *others])
        frame = frame.where(frame != "")
        with collecting() as mistakes:
            for column in (key, *filled):
                for line in frame.index[frame[column].isna()]:
                    mistakes.add(f"{where}, line {line}", f"{column} is empty", "a value in each row")
            for line in frame.index[frame[key].duplicated() & frame[key].notna()]:
                mistakes.add(f"{where}, line {line}", f"{frame[key][line]!r} stands twice", "each once")
        return frame.assign(line=frame.index).set_index(key, drop=False)

    @property
    def published_file(self) -> str:
        """The figures already in print, as they were given."""
        return "raw/" + self.study.params["triangulation"]["published"]

    @property
    def export(self) -> str:
        """The raw survey file."""
        return "raw/" + self.study.params["survey"].get("export", "survey")

    def files(self, notes: Iterable[str]) -> tuple[str, ...]:
        """The raw files of these notes (documents, people who answered), each once."""
        if self.material == "survey":
            return (self.export,)
        return tuple(f"raw/{self._file_of[note]}" for note in sorted(set(notes)) if note in self._file_of)

    @cached_property
    def _file_of(self) -> dict[str, str]:
        if self.material == "documents":
            described = self._table("documents/documents")
            return dict(zip(described["document"], described["file"], strict=True))
        return dict(zip(self.status["note_id"], self.status["file"], strict=True))

    @cached_property
    def codes(self) -> dict[str, Code]:
        """The codes in use by id, in the codebook's order."""
        book = self.study.codebook_if_any("themes", ThemesCodebook)
        return {code.id: code for code in book.active} if book else {}

    @cached_property
    def survey(self) -> SurveyCodebook | None:
        return self.study.codebook_if_any("survey", SurveyCodebook)

    @property
    def indicator_order(self) -> list[str]:
        return [indicator.name for indicator in self.survey.indicators] if self.survey else []

    @property
    def breakdowns(self) -> list[Breakdown]:
        return self.survey.breakdowns if self.survey else []

    @cached_property
    def evaluation(self) -> EvaluationCodebook | None:
        return self.study.codebook_if_any("evaluation", EvaluationCodebook)

    @cached_property
    def double_coded(self) -> pd.DataFrame:
        """Segments of the notes that people coded (every segment of a note where a person decided anything)."""
        frame = self._table("coding/codings")
        people = frame[(frame["origin"] != MACHINE) & (frame["source"] == "notes")]
        return self.segments[self.segments["note_id"].isin(people["note_id"])]

    @cached_property
    def _measures(self) -> dict[str, np.ndarray]:
        """Each figure of the survey by name: each respondent counted (1), not counted (0), or not in the base (NaN)."""
        found = measures(self.respondents, self.survey) if self.survey and len(self.respondents) else []
        return {measure.name: measure.values for measure in found}

    @cached_property
    def _groupings(self) -> dict[str, Grouping]:
        there = self.survey and len(self.respondents)
        return {one.name: one for one in groupings(self.respondents, self.survey)} if self.survey and there else {}

    def records_behind(self, indicator: str, by: str = OVERALL, group: str = ALL) -> tuple[tuple[str, bool], ...]:
        """The records in an indicator's base, and whether each was counted (for a mean: its value is not 0)."""
        if indicator not in self._measures:
            return ()
        values = self._measures[indicator]
        inside = ~np.isnan(values)
        if by != OVERALL:
            grouping = self._groupings[by]
            inside &= grouping.of == grouping.codes.index(code_text(group))
        records = self.respondents["record_id"].to_numpy()
        return tuple((str(record), bool(value)) for record, value in zip(records[inside], values[inside], strict=True))

    @property
    def threshold(self) -> int:
        """The disclosure threshold: the smallest number of people that may be told apart in print."""
        return int(self.study.params["study"]["disclosure_threshold"])

    def codebook_version(self, name: str) -> str:
        """The codebook's file, and sixteen digits that stand for its content; empty where there is no such file."""
        return self._codebook_versions.get(name, "")

    @cached_property
    def _codebook_versions(self) -> dict[str, str]:
        files = self.study.codebooks.glob("*.yaml")
        return {path.stem: f"codebooks/{path.name}, {fingerprint(path.read_bytes())}" for path in files}
