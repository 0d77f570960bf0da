"""What people's decisions about one unit come to: each coder's word on each code, and who is through with the unit.

A code on part of a unit counts for the unit and outranks the same coder's rejection of the whole. What one person said
in one file and unsaid in another is nobody's decision: only that person, or an adjudication, can tell. A coder who
contradicts himself so is through with nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.decisions.record import ADJUDICATED, CodingDecision, by_unit

_RANK = {"assigned": 0, "rejected": 1, "review": 2}


@dataclass(frozen=True, slots=True)
class Vote:
    """One coder's word on one code.

    word: assigned, rejected, review (their decision waits to be looked at again), silent (the unit was decided, this
    code not named), unsaid (said in one file, unsaid in another).
    """

    word: str
    stance: str = ""  # empty where they gave none
    when: str = ""
    waits: str = ""


SILENT = Vote("silent")


@dataclass(frozen=True)
class Reading:
    """Votes by code and coder, and the coders who are through with the unit."""

    named: dict[str, dict[str, Vote]]
    complete: frozenset[str]

    @property
    def codes(self) -> list[str]:
        return sorted(self.named)

    def of_people(self, code: str) -> dict[str, Vote]:
        """Each person's own word on a code, silence included, by coder; adjudications left out."""
        said = dict.fromkeys(self.complete, SILENT) | self.named.get(code, {})
        return {coder: said[coder] for coder in sorted(said) if coder != ADJUDICATED}

    def adjudicated(self, code: str) -> Vote | None:
        """What was settled about a code, None where nothing was."""
        return self.named.get(code, {}).get(ADJUDICATED, SILENT if ADJUDICATED in self.complete else None)

    def on(self, code: str) -> dict[str, Vote]:
        """The words that count on a code: the adjudication's alone, where there is one.

        What was unsaid counts not; a decision that waits counts only while nobody has said whether the code applies.
        """
        settled = self.adjudicated(code)
        said = {ADJUDICATED: settled} if settled else {}
        if settled is None or settled.word == "review":
            said |= self.of_people(code)
        said = {coder: vote for coder, vote in said.items() if vote.word != "unsaid"}
        if any(vote.word in ("assigned", "rejected") for vote in said.values()):
            said = {coder: vote for coder, vote in said.items() if vote.word != "review"}
        return said

    def of(self, coder: str, code: str) -> Vote | None:
        """One coder's word on a code, None where they did not decide."""
        vote = self.named.get(code, {}).get(coder, SILENT if coder in self.complete else None)
        return vote if vote and vote.word in ("assigned", "rejected", "silent") else None

    def coded_otherwise(self, code: str) -> list[str]:
        """Who gave the unit another code and said nothing of this one, nor that they are through with it."""
        given = {coder for votes in self.named.values() for coder, vote in votes.items() if vote.word == "assigned"}
        return sorted(given - self.complete - self.named.get(code, {}).keys() - {ADJUDICATED})

    def coders(self) -> list[str]:
        """Everybody who decided something about the unit, adjudications left out."""
        return sorted({*self.complete, *(coder for votes in self.named.values() for coder in votes)} - {ADJUDICATED})


def read_unit(decisions: Iterable[CodingDecision]) -> Reading:
    """`decisions`: everything said about one unit; what is set aside is passed over."""
    by_coder: dict[str, list[CodingDecision]] = {}
    for one in decisions:
        if one.counts:
            by_coder.setdefault(one.coder, []).append(one)
    named: dict[str, dict[str, Vote]] = {}
    complete = set()
    for coder in sorted(by_coder):
        own = by_coder[coder]
        unsaid = {code for code, _, _ in contradictions(own)}
        if not unsaid and any(one.whole for one in own):
            complete.add(coder)
        for code in sorted({one.code for one in own if one.decision in _RANK}):
            about = [one for one in own if one.code == code and one.decision in _RANK]
            first = min(about, key=lambda one: (_RANK[one.decision], one.start is not None))
            word = "unsaid" if code in unsaid else first.decision
            named.setdefault(code, {})[coder] = Vote(word, first.stance, first.when, first.waits)
    return Reading(named, frozenset(complete))


def readings(decisions: Iterable[CodingDecision]) -> dict[str, Reading]:
    """The reading of every unit that somebody decided about."""
    return {unit: read_unit(rows) for unit, rows in by_unit(one for one in decisions if one.counts).items()}


def contradictions(own: list[CodingDecision]) -> list[tuple[str, list[str], list[str]]]:
    """What one coder said about one unit in one file and unsaid in another: code, files for it, files against it.

    A file that rejects the code, or says that there is nothing to code, is against it.
    """
    found = []
    for code in sorted({one.code for one in own if one.decision == "assigned"}):
        yes = {one.source for one in own if one.decision == "assigned" and one.code == code}
        no = {one.source for one in own if one.decision == "none" or (one.decision == "rejected" and one.code == code)}
        if no - yes:
            found.append((code, sorted(yes), sorted(no - yes)))
    return found
