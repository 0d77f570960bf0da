"""The study as it lies on the coders' store: segments, suggestions and decisions, read again when files change.

Everything a page needs is looked up here; a decision is on the disk before it counts here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

import pandas as pd

from pipeline.decisions import decision_log
from pipeline.decisions.decision_log import Decision
from pipeline.decisions.read import load_decisions
from pipeline.decisions.themes import Code, ThemesCodebook
from pipeline.decisions.themes_edit import codebook_version
from pipeline.exchange.study_inputs import from_tables
from pipeline.study import Stamp, Study, stamp
from pipeline.tables import TABLES


class Segment(NamedTuple):
    """A row of notes/segments."""

    segment_id: str
    note_id: str
    turn: int
    stakeholder: str
    region: str
    language: str
    text: str
    question: str
    speaker: str
    fingerprint: str


class Suggestion(NamedTuple):
    """What the machine says about one code on one segment."""

    segment_id: str
    code: str
    score: float
    decision: str  # assigned or review
    stance: str
    rationale: str
    priority: float


@dataclass
class Read:
    """A file's content, and the state of the disk it was read from."""

    stamp: Stamp = ()
    content: Any = None


@dataclass
class Store:
    study: Study
    lock: RLock = field(default_factory=RLock)
    _reads: dict[str, Read] = field(default_factory=lambda: defaultdict(Read))
    _mine: dict[str, tuple] = field(default_factory=dict)

    # What files say ------------------------------------------------------------------------------------------------

    def _fresh(self, name: str, files: Iterable[Path], load: Callable[[], Any]) -> Any:
        """`load()`, again only when one of `files` changed on the disk."""
        state = stamp(files)
        with self.lock:
            read = self._reads[name]
            if read.stamp != state or read.content is None:
                self._reads[name] = read = Read(state, load())
            return read.content

    def table(self, name: str) -> pd.DataFrame | None:
        """A table of the pipeline, or None while it is not there."""
        path = self.study.processed / f"{name}.{TABLES[name].kinds[0]}"
        return self._fresh(name, [path], lambda: self.study.table(name)) if path.exists() else None

    @property
    def codebook(self) -> ThemesCodebook:
        path = self.study.codebooks / "themes.yaml"
        return self._fresh("codebook", [path], lambda: self.study.codebook("themes", ThemesCodebook))

    @property
    def version(self) -> str:
        path = self.study.codebooks / "themes.yaml"
        return self._fresh("version", [path], lambda: codebook_version(self.study))

    def code(self, code_id: str) -> Code | None:
        path = self.study.codebooks / "themes.yaml"
        return self._fresh("codes", [path], lambda: {code.id: code for code in self.codebook.codes}).get(code_id)

    @property
    def segments(self) -> dict[str, Segment]:
        """Every segment by id, in the order of the notes. Raises StudyError while the notes were not read."""
        path = self.study.processed / "notes/segments.parquet"

        def load() -> dict[str, Segment]:
            table = self.study.table("notes/segments").sort_values(["note_id", "turn"], kind="stable")
            columns = table[list(Segment._fields)].astype(object).where(table[list(Segment._fields)].notna(), "")
            return {row[0]: Segment(*row) for row in columns.itertuples(index=False, name=None)}

        return self._fresh("segments", [path], load)

    @property
    def notes(self) -> dict[str, list[Segment]]:
        def load() -> dict[str, list[Segment]]:
            found: dict[str, list[Segment]] = defaultdict(list)
            for segment in self.segments.values():
                found[segment.note_id].append(segment)
            return dict(found)

        return self._fresh("notes", [self.study.processed / "notes/segments.parquet"], load)

    @property
    def suggestions(self) -> dict[str, list[Suggestion]]:
        """The machine's codes by segment, likeliest first."""
        path = self.study.processed / "coding/codings.csv"

        def load() -> dict[str, list[Suggestion]]:
            if not path.exists():
                return {}
            table = self.study.table("coding/codings")
            table = table[(table["origin"] == "machine") & table["decision"].isin(["assigned", "review"])]
            table = table.sort_values("score", ascending=False, kind="stable")
            columns = table[list(Suggestion._fields)].fillna({"rationale": "", "priority": 0.0})
            found: dict[str, list[Suggestion]] = defaultdict(list)
            for row in columns.itertuples(index=False, name=None):
                if (code := self.code(row[1])) is not None and code.is_active:
                    found[row[0]].append(Suggestion(*row))
            return dict(found)

        return self._fresh("suggestions", [path, self.study.codebooks / "themes.yaml"], load)

    # What people decided -------------------------------------------------------------------------------------------

    @property
    def _logs(self) -> list[Path]:
        return sorted(decision_log.folder(self.study).glob("*.jsonl"))

    @property
    def log(self) -> dict[str, list[Decision]]:
        """The lines of all logs by segment, oldest first."""

        def load() -> dict[str, list[Decision]]:
            found: dict[str, list[Decision]] = defaultdict(list)
            for one in decision_log.read(self.study):
                found[one.segment_id].append(one)
            return dict(found)

        return self._fresh("log", self._logs, load)

    @property
    def tables(self) -> dict[str, list[Decision]]:
        """The coders' own tables (CSV, Excel under raw/coding) by segment, as decisions."""
        folder = self.study.raw / self.study.params.get("coding", {}).get("coders", "coding")
        files = [path for path in sorted(folder.glob("*")) if path.suffix.lower() in (".csv", ".xlsx")]

        def load() -> dict[str, list[Decision]]:
            rows = from_tables(load_decisions(self.study), "")
            found: dict[str, list[Decision]] = defaultdict(list)
            for row in rows.drop(columns=["coder", "start", "end"]).to_dict("records"):
                found[row["segment_id"]].append(Decision(**row))
            return found

        return self._fresh("tables", [*files, self.study.codebooks / "themes.yaml"], load)

    def lines(self, segment_id: str, coder: str) -> list[Decision]:
        """The lines of one coder's log about one segment (not those that adjudicate)."""
        return [one for one in self.log.get(segment_id, []) if one.who == coder and not one.adjudicates]

    def mine(self, coder: str) -> dict[str, list[Decision]]:
        """What stands of one coder's decisions, by segment (adjudications left out)."""
        with self.lock:
            log, tables = self.log, self.tables
            if coder not in self._mine or self._mine[coder][0] is not log or self._mine[coder][1] is not tables:
                self._mine[coder] = (log, tables, {})
                self._mine[coder][2].update({segment: self._of(coder, segment) for segment in {*log, *tables}})
            return self._mine[coder][2]

    def _of(self, coder: str, segment_id: str) -> list[Decision]:
        log, tables = self._mine[coder][:2]
        both = tables.get(segment_id, []) + log.get(segment_id, [])
        return decision_log.state(one for one in both if one.coder == coder)

    @property
    def exemplars(self) -> dict[str, list[Segment]]:
        """Segments that people gave each code, as they stood when the logs were last read."""

        def load() -> dict[str, list[Segment]]:
            found: dict[str, list[Segment]] = defaultdict(list)
            tables, log, segments = self.tables, self.log, self.segments
            for segment_id in sorted({*tables, *log} & set(segments)):
                both = decision_log.state(tables.get(segment_id, []) + log.get(segment_id, []))
                for code in sorted({one.code for one in both if one.decision == "assigned"}):
                    found[code].append(segments[segment_id])
            return found

        return self._fresh("exemplars", [self.study.processed / "notes/segments.parquet"], load)

    def derived(self, name: str, load: Callable[[], Any]) -> Any:
        """Something made of segments, machine codings and codebook, made again when one of them changes."""
        files = ["processed/notes/segments.parquet", "processed/coding/codings.csv", "codebooks/themes.yaml"]
        return self._fresh(name, [self.study.root / file for file in files], load)

    def decided(self, segment_id: str) -> list[Decision]:
        """What stands on a segment, of every coder, by log or table."""
        return decision_log.state(self.tables.get(segment_id, []) + self.log.get(segment_id, []))

    def last_of(self, coder: str, adjudicates: bool = False) -> Decision | None:
        """The coder's latest decision that was not taken back."""
        own = [one for lines in list(self.log.values()) for one in lines]
        own = [one for one in own if one.who == coder and one.adjudicates == adjudicates]
        kept = decision_log.undone(sorted(own, key=lambda one: one.when))
        return kept[-1] if kept else None

    def coders(self) -> list[str]:
        """Everybody who decided something, adjudication left out."""
        names = {one.who for lines in list(self.log.values()) for one in lines}
        names |= {one.who for lines in self.tables.values() for one in lines}
        return sorted(names)

    def save(self, decisions: list[Decision]) -> None:
        """Puts decisions on the disk, then on the store. Raises StudyError where the disk refuses."""
        with self.lock:
            log = self.log
            before = {path: size for path, _, size in self._reads["log"].stamp}
            decision_log.append(self.study, decisions)
            for one in decisions:
                path = str(decision_log.log_path(self.study, one.who))
                before[path] = before.get(path, 0) + len(one.line().encode("utf-8"))
            after = stamp(self._logs)
            if before != {path: size for path, _, size in after}:
                return  # somebody else wrote meanwhile: the next look reads all logs again
            fresh = dict(log)  # never changed in place: another thread may be going through it
            for one in decisions:
                fresh[one.segment_id] = [*fresh.get(one.segment_id, []), one]
            self._reads["log"] = Read(after, fresh)
            for coder, (known, tables, found) in self._mine.items():
                if known is log:
                    self._mine[coder] = (fresh, tables, found)
                    for segment in {one.segment_id for one in decisions if one.who == coder}:
                        found[segment] = self._of(coder, segment)

    def decision(self, who: str, segment: Segment, decision: str, code: str = "", **more: Any) -> Decision:
        """A decision about `segment`, stamped with the time, the text and the version of the codebook."""
        lines = self.log.get(segment.segment_id, [])
        return Decision(
            when=decision_log.now(lines[-1].when if lines else ""),
            who=who,
            segment_id=segment.segment_id,
            note_id=segment.note_id,
            turn=segment.turn,
            fingerprint=segment.fingerprint,
            code=code,
            decision=decision,
            codebook_version=self.version,
            **more,
        )
