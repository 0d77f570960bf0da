"""The study as it lies on the coders' store: segments, suggestions and decisions, read again when files change.

Everything a page needs is looked up here; a decision is on the disk before it counts here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

import pandas as pd

from pipeline.decisions import decision_log
from pipeline.decisions.decision_log import Decision
from pipeline.decisions.read import followed, follower, of_tables, table_files
from pipeline.decisions.record import ADJUDICATED, CodingDecision, by_unit
from pipeline.decisions.review import worth_asking
from pipeline.decisions.standing import standing_of
from pipeline.decisions.themes import Code, ThemesCodebook
from pipeline.decisions.themes_edit import codebook_version
from pipeline.exchange.transcripts import source_names
from pipeline.study import Stamp, Study, stamp
from pipeline.tables import MACHINE, TABLES
from pipeline.workbench.people_now import PeopleNow


class Segment(NamedTuple):
    """A unit of coding (coding/units)."""

    segment_id: str
    note_id: str  # what it is read with: its note or document; of an open answer, the question
    turn: int
    stakeholder: str
    region: str
    language: str
    text: str
    question: str
    speaker: str
    fingerprint: str
    source: str  # its note or document; of an open answer, the record
    material: str


# What pages are made of: when one of these changed on the disk, what was made of it is made again.
WATCHED = [
    "coding/units", "coding/codings", "coding/machine_on_coded", "coding/reliability", "coding/code_health",
    "coding/topics", "notes/segments", "notes/corrections", "notes/status", "survey/respondents", "survey/indicators",
    "triangulation/published", "triangulation/joint_display", "triangulation/evidence", "triangulation/matrix",
]  # fmt: skip
FOLLOWED = ["coding/units", "notes/corrections", "notes/status"]  # what decisions are set against


class Suggestion(NamedTuple):
    """What the machine says about one code on one segment."""

    segment_id: str
    code: str
    score: float
    decision: str  # assigned or review
    stance: str
    rationale: str
    priority: float


_LOOKED: ContextVar[set[str] | None] = ContextVar("looked", default=None)  # what `one_look` has looked at


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
    _people: PeopleNow | None = None
    _writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))
    _kept: dict[str, tuple[tuple[object, ...], Any]] = field(default_factory=dict)
    _paths: dict[tuple[str, ...], list[Path]] = field(default_factory=dict)  # joined once, not at each key

    # What files say ------------------------------------------------------------------------------------------------

    def fresh(self, name: str, files: Iterable[Path], load: Callable[[], Any]) -> Any:
        """`load()`, again only when one of `files` changed on the disk."""
        looked = _LOOKED.get()
        if looked is not None and name in looked:
            return self._reads[name].content
        state = stamp(files)
        if looked is not None:
            looked.add(name)
        with self.lock:
            read = self._reads[name]
            if read.stamp != state or read.content is None:
                self._reads[name] = read = Read(state, load())
            return read.content

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """Within it each file is looked at once: for a key press, which changes nothing but the coder's own log."""
        token = _LOOKED.set(set())
        try:
            yield
        finally:
            _LOOKED.reset(token)

    def table(self, name: str) -> pd.DataFrame | None:
        """A table of the pipeline, or None while it is not there."""
        path = self.study.processed / f"{name}.{TABLES[name].kinds[0]}"
        return self.fresh(name, [path], lambda: self.study.table(name)) if path.exists() else None

    @property
    def codebook(self) -> ThemesCodebook:
        path = self.study.codebooks / "themes.yaml"
        return self.fresh("codebook", [path], lambda: self.study.codebook("themes", ThemesCodebook))

    @property
    def version(self) -> str:
        path = self.study.codebooks / "themes.yaml"
        return self.fresh("version", [path], lambda: codebook_version(self.study))

    def code(self, code_id: str) -> Code | None:
        path = self.study.codebooks / "themes.yaml"
        return self.fresh("codes", [path], lambda: {code.id: code for code in self.codebook.codes}).get(code_id)

    def _made(self, *tables: str) -> list[Path]:
        """The files of tables, and the codebook."""
        if tables not in self._paths:
            files = [self.study.processed / f"{name}.{TABLES[name].kinds[0]}" for name in tables]
            self._paths[tables] = [*files, self.study.codebooks / "themes.yaml"]
        return self._paths[tables]

    @property
    def segments(self) -> dict[str, Segment]:
        """Every unit by id, in the order of the notes. Raises StudyError while there are none."""

        def load() -> dict[str, Segment]:
            units = self.study.table("coding/units")
            names = {"unit_id": "segment_id", "position": "turn", "asked": "question"}
            table = units.drop(columns="question").rename(columns=names).assign(note_id=source_names(units))
            table = table.sort_values(["note_id", "turn", "segment_id"], kind="stable")[list(Segment._fields)]
            columns = table.astype(object).where(table.notna(), "")
            return {row[0]: Segment(*row) for row in columns.itertuples(index=False, name=None)}

        return self.fresh("segments", self._made("coding/units"), load)

    @property
    def notes(self) -> dict[str, list[Segment]]:
        def load() -> dict[str, list[Segment]]:
            found: dict[str, list[Segment]] = defaultdict(list)
            for segment in self.segments.values():
                found[segment.note_id].append(segment)
            return dict(found)

        return self.fresh("notes", self._made("coding/units"), load)

    @property
    def suggestions(self) -> dict[str, list[Suggestion]]:
        """The machine's codes by segment, likeliest first: what it assigned, and what is worth asking about."""
        path = self.study.processed / "coding/codings.csv"
        least = self.study.params["coding"]["review"]["suggest_from"]

        def load() -> dict[str, list[Suggestion]]:
            if not path.exists():
                return {}
            table = worth_asking(self.study.table("coding/codings"), least)
            table = table[(table["origin"] == MACHINE) & table["decision"].isin(["assigned", "review"])]
            table = table.sort_values("score", ascending=False, kind="stable")
            columns = table[list(Suggestion._fields)].fillna({"rationale": "", "priority": 0.0, "stance": ""})
            found: dict[str, list[Suggestion]] = defaultdict(list)
            for row in columns.itertuples(index=False, name=None):
                if (code := self.code(row[1])) is not None and code.is_active:
                    found[row[0]].append(Suggestion(*row))
            return dict(found)

        return self.fresh("suggestions", [path, self.study.codebooks / "themes.yaml"], load)

    # What people decided -------------------------------------------------------------------------------------------

    @property
    def _logs(self) -> list[Path]:
        return sorted(decision_log.folder(self.study).glob("*.jsonl"))

    @property
    def people(self) -> PeopleNow:
        """What people decided, by unit, as it is now."""
        looked = _LOOKED.get() or set()
        if "lines" in looked and self._people is not None:
            return self._people
        against = self._made(*FOLLOWED)
        with self.lock:
            follow = self.fresh("follower", against, lambda: follower(self.study, self.codebook))
            files = [*table_files(self.study), *against]
            tables = self.fresh("tables", files, lambda: by_unit(followed(of_tables(self.study), follow)))
            lines = self.fresh("lines", self._logs, lambda: by_unit(decision_log.read_lines(self.study)))
            now = self._people
            if now is None or now.follow is not follow or now.tables is not tables or now.lines is not lines:
                self._people = now = PeopleNow(follow, tables, lines)
            return now

    def lines(self, segment_id: str, coder: str, adjudicates: bool = False) -> list[CodingDecision]:
        """The lines of one person's log about one segment: their own coding, or what they settled."""
        return self.people.lines_of(segment_id, coder, adjudicates)

    def settled_lines(self, segment_id: str) -> list[CodingDecision]:
        """The lines that settle something about one segment, whoever wrote them."""
        return [one for one in self.people.lines.get(segment_id, []) if one.coder == ADJUDICATED]

    @property
    def blind(self) -> bool:
        """Are people's decisions kept from each other until they are settled?"""
        return bool(self.study.params["coding"]["blind"])

    def shows(self, segment_id: str) -> bool:
        """May everybody see what everybody said of a unit? For many units ask `people` once: see `PeopleNow.shared`."""
        return not self.blind or self.people.shared(segment_id)

    @property
    def exemplars(self) -> dict[str, list[Segment]]:
        """Segments that people gave each code, as it stands since the page was opened or the pipeline ran."""

        def load() -> dict[str, list[Segment]]:
            found: dict[str, list[Segment]] = defaultdict(list)
            people, segments = self.people, self.segments
            for segment_id in people.units:
                shown = segment_id in segments and (not self.blind or people.shared(segment_id))
                for one in standing_of(segment_id, people.reading(segment_id)) if shown else []:
                    if one.standing == "assigned":
                        found[one.code].append(segments[segment_id])
            return found

        return self.derived("exemplars", load)

    def watched(self) -> list[Path]:
        """The files that pages are made of."""
        more = [self.study.codebooks / "evaluation.yaml", self.study.root / "params.yaml"]
        return [*self._made(*WATCHED), *more]

    def derived(self, name: str, load: Callable[[], Any]) -> Any:
        """Something made of the tables and codebooks, made again when one of them changes."""
        return self.fresh(name, self.watched(), load)

    def remembered(self, name: str, made_of: tuple[object, ...], load: Callable[[], Any]) -> Any:
        """Something made of things kept here, made again when one of them is another object."""
        before, content = self._kept.get(name, ((), None))
        if len(before) != len(made_of) or any(a is not b for a, b in zip(before, made_of, strict=True)):
            content = load()
            self._kept[name] = (made_of, content)
        return content

    def decided(self, segment_id: str) -> list[CodingDecision]:
        """What each coder said last about a segment, by log or table."""
        people = self.people
        coders = dict.fromkeys(one.coder for one in people.of(segment_id))
        return [one for coder in coders for one in people.latest(segment_id, coder)]

    def last_of(self, coder: str, adjudicates: bool = False) -> CodingDecision | None:
        """The coder's latest decision that was not taken back."""
        lines = [one for lines in list(self.people.lines.values()) for one in lines if one.who == coder]
        own = [one for one in lines if (one.coder == ADJUDICATED) == adjudicates]
        kept = decision_log.undone(sorted(own, key=lambda one: one.when))
        return kept[-1] if kept else None

    def coders(self) -> list[str]:
        """Everybody who decided something."""
        people = self.people
        return sorted({one.who for found in (people.lines, people.tables) for said in found.values() for one in said})

    def save(self, decisions: list[Decision]) -> None:
        """Puts decisions on the disk, then on the page. Raises StudyError where the disk refuses."""
        with self.saving(decisions):
            pass

    @contextmanager
    def saving(self, decisions: list[Decision]) -> Iterator[PeopleNow]:
        """What stands with `decisions`: the next page is made of it while the disk writes; it has when this is left.

        Raises StudyError where the disk refuses: nothing here has changed then.
        """
        with self.lock:
            people = self.people
            before = {path: size for path, _, size in self._reads["lines"].stamp}
            made = []
            for one in decisions:
                path = decision_log.log_path(self.study, one.who)
                before[str(path)] = before.get(str(path), 0) + len(one.line().encode("utf-8"))
                made.append(decision_log.coding_decision(one, self.study.relative(path), 0))
            now = people.with_lines(made)  # nothing is changed in place: another thread may be reading it
            writing = self._writer.submit(decision_log.append, self.study, decisions)
            try:
                yield now
            finally:
                writing.result()
                after = stamp(self._logs)
                if before == {path: size for path, _, size in after}:  # else somebody else wrote meanwhile: read again
                    self._people, self._reads["lines"] = now, Read(after, now.lines)
                elif (looked := _LOOKED.get()) is not None:
                    looked.discard("lines")

    def decision(self, who: str, segment: Segment, decision: str, code: str = "", **more: Any) -> Decision:
        """A decision about `segment`, stamped with the time, the text and the version of the codebook."""
        lines = self.people.lines.get(segment.segment_id, [])
        return Decision(
            when=decision_log.now(lines[-1].when if lines else ""),
            who=who,
            segment_id=segment.segment_id,
            note_id=segment.source,
            turn=segment.turn,
            fingerprint=segment.fingerprint,
            code=code,
            decision=decision,
            codebook_version=self.version,
            **more,
        )
