"""What people decided about each unit as it is at this moment, worked out again only for the unit that was decided on.

The rules are those of the decisions room; here is only what is kept between two key presses.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.decisions import decision_log
from pipeline.decisions.differences import is_open
from pipeline.decisions.follow import Follower
from pipeline.decisions.read import followed
from pipeline.decisions.reading import Reading, read_unit
from pipeline.decisions.record import ADJUDICATED, CodingDecision, by_unit


@dataclass(frozen=True)
class PeopleNow:
    """follow: what decisions are set against; tables: the coders' tables, followed, by unit; lines: the logs' lines by
    the unit they were logged about, oldest first."""

    follow: Follower
    tables: dict[str, list[CodingDecision]]
    lines: dict[str, list[CodingDecision]]
    _said: dict[str, list[CodingDecision]] = field(default_factory=dict)
    _readings: dict[str, Reading] = field(default_factory=dict)
    _open: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def _moved(self) -> dict[str, list[str]]:
        """Units by the one that they have become after a correction."""
        found: dict[str, list[str]] = {}
        for old, (_, now) in self.follow.corrected.items():
            if now and now != old:
                found.setdefault(now, []).append(old)
        return found

    @cached_property
    def units(self) -> list[str]:
        """The units that somebody decided about."""
        logged = {now.unit_id for unit in self.lines for now in self.of(unit)}
        moved = {self.follow.corrected[unit][1] for unit in self.lines if unit in self.follow.corrected}
        return sorted((logged | moved | self.tables.keys()) - {""})

    def of(self, unit_id: str) -> list[CodingDecision]:
        """Every decision that counts about a unit, tables before logs, oldest first."""
        if unit_id not in self._said:
            before = [unit for unit in (unit_id, *self._moved.get(unit_id, [])) if unit in self.lines]
            logged = [now for unit in before for now in followed(decision_log.reduced(self.lines[unit]), self.follow)]
            both = [*self.tables.get(unit_id, []), *logged]
            self._said[unit_id] = [one for one in both if one.counts and one.unit_id == unit_id]
        return self._said[unit_id]

    def reading(self, unit_id: str) -> Reading:
        if unit_id not in self._readings:
            self._readings[unit_id] = read_unit(self.of(unit_id))
        return self._readings[unit_id]

    def is_open(self, unit_id: str) -> bool:
        """Is there something about this unit that only an adjudication can settle?"""
        if unit_id not in self._open:
            self._open[unit_id] = is_open(unit_id, self.of(unit_id), self.reading(unit_id))
        return self._open[unit_id]

    def shared(self, unit_id: str) -> bool:
        """May everybody see what everybody said of a unit, where people code blind? Once it was settled, or two or more
        are through with it and differ in nothing."""
        reading = self.reading(unit_id)
        settled = ADJUDICATED in reading.complete or any(ADJUDICATED in votes for votes in reading.named.values())
        return settled or (len(reading.complete - {ADJUDICATED}) > 1 and not self.is_open(unit_id))

    def lines_of(self, unit_id: str, coder: str, adjudicates: bool = False) -> list[CodingDecision]:
        """The lines of one person's log about one unit: their own coding, or what they settled."""
        lines = self.lines.get(unit_id, [])
        return [one for one in lines if one.who == coder and (one.coder == ADJUDICATED) == adjudicates]

    def latest(self, unit_id: str, coder: str) -> list[CodingDecision]:
        """What one coder said last at each place of a unit: what the log says outranks what their own table said."""
        found: dict[tuple, CodingDecision] = {}
        for one in self.of(unit_id):
            if one.coder == coder:
                withdrawn = {"none": "assigned", "assigned": "none"}.get(one.decision)
                found = {place: other for place, other in found.items() if other.decision != withdrawn}
                found[one.code, one.start, one.end, one.decision == "done"] = one
        return list(found.values())

    def with_lines(self, lines: list[CodingDecision]) -> "PeopleNow":
        """With lines that were just logged about units as they are now."""
        touched = {one.unit_id for one in lines}
        more = {unit: [*self.lines.get(unit, []), *new] for unit, new in by_unit(lines).items()}

        def kept(cache: dict) -> dict:
            return {unit: found for unit, found in cache.items() if unit not in touched}

        return replace(
            self,
            lines=self.lines | more,
            _said=kept(self._said),
            _readings=kept(self._readings),
            _open=kept(self._open),
        )
