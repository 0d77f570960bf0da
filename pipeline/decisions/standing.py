"""What stands for each unit and code once everybody's decisions are put together. The one place that works it out.

An adjudication outranks all. Otherwise a code stands if any coder assigned it; where one coder rejects what another
assigned, and where a decision waits to be looked at again, nothing stands: it is open.
"""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from pipeline.decisions.reading import Reading, Vote
from pipeline.decisions.record import ADJUDICATED


class Standing(NamedTuple):
    """One row of coding/standing."""

    unit_id: str
    code: str
    standing: str  # assigned, rejected, open
    by: str  # whose decisions make it so, separated by `;`; the first is the one it stands in the name of
    stance: str  # of the first in whose name it stands who gave one; empty where nobody did
    since: str  # when the decision that makes it so was made; empty where the files do not tell
    why: str  # one of tables.decisions.WHY
    said: str  # `coder_a; not coder_b`: who assigned it, and who did not


def standing_of(unit_id: str, reading: Reading) -> list[Standing]:
    """What stands for every code that somebody named in one unit."""
    return [_standing(unit_id, code, reading) for code in reading.codes]


def _standing(unit_id: str, code: str, reading: Reading) -> Standing:
    votes = reading.on(code)
    if not votes:
        coders = sorted(coder for coder, vote in reading.named[code].items() if vote.word == "unsaid")
        first = reading.named[code][coders[0]]
        return Standing(unit_id, code, "open", ";".join(coders), first.stance, "", "said and unsaid", "")
    yes = [coder for coder, vote in votes.items() if vote.word == "assigned"]
    no = [coder for coder, vote in votes.items() if vote.word == "rejected"]
    waiting = [coder for coder, vote in votes.items() if vote.word == "review"]
    if waiting:
        standing, by, why = "open", [*yes, *sorted([*no, *waiting])], votes[waiting[0]].waits
    elif yes and no:
        standing, by, why = "open", [*yes, *no], "coders differ"
    elif yes:
        standing, by = "assigned", yes
        why = "one coder" if len(votes) == 1 else "agreed" if len(yes) == len(votes) else "not by all"
    else:
        standing, by = "rejected", no or sorted(votes)
        why = "one coder" if len(votes) == 1 else "agreed"
    if ADJUDICATED in votes and not waiting:
        why = "adjudicated"
    others = sorted(set(votes) - set(yes))
    said = "; ".join([*yes, *(f"not {coder}" for coder in others)])
    stance = next((votes[coder].stance for coder in yes or by if votes[coder].stance), "")
    return Standing(unit_id, code, standing, ";".join(by), stance, _since(standing, by, votes), why, said)


def _since(standing: str, by: list[str], votes: dict[str, Vote]) -> str:
    """The first decision that made it stand; for what is open, the last, which opened it."""
    times = [votes[coder].when for coder in by]
    return "" if not all(times) else max(times) if standing == "open" else min(times)


def standing_table(found: dict[str, Reading], order: Iterable[str]) -> pd.DataFrame:
    """The table coding/standing: the units in `order` (all ids of coding/units), the codes of each sorted."""
    rows = [one for unit_id in order if unit_id in found for one in standing_of(unit_id, found[unit_id])]
    table = pd.DataFrame(rows, columns=list(Standing._fields))
    return table.assign(stance=table["stance"].replace("", None))
