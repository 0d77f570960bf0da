"""Which groups and regions carry a finding, contest it, or leave it unsaid.

A group is a stakeholder group or a region. With four to fourteen notes a group, shares jump; so shares are shrunk
towards the share of all notes (`prior_notes` notes' worth of it), and a group is set against the group that raises
the matter most:

- it **carries** the finding when at least `least_notes` of its notes bear it out, these outnumber the ones that do
  not, and its shrunken share is at least `carries_from` of the highest among groups of its kind;
- it **contests** it when at least `least_notes` of its notes contradict it or speak with reservations, and these
  outnumber the notes that bear it out;
- it **ignores** it when the matter is prominent elsewhere and its share of notes that raise it is under
  `ignores_under` of the highest.

Beside each row stand two measures of how sure that is. `kept`: the share of bootstrap samples of the group's own notes
in which it keeps its position. `p_more`: the exact probability (Fisher) that a group this size would hold as many notes
that bear the finding out, or more, had they been dealt to groups at random; it describes, and tests nothing.
"""

from math import comb

import numpy as np
import pandas as pd

from pipeline.triangulation.notes_strand import NotesStrand
from pipeline.triangulation.settings import GroupRule

KINDS = ["stakeholder", "region"]
COLUMNS = [
    "finding_id", "kind", "group", "notes", "raised", "supports", "contradicts", "mixed", "p_more", "position", "kept",
    "suppressed",
]  # fmt: skip
POSITIONS = np.array(["", "carries", "contests", "ignores"], dtype=object)
COUNTED = ["raised", "supports", "contradicts", "mixed"]


def chance_of_more(found: int, marked: int, drawn: int, total: int) -> float:
    """The exact probability (Fisher) that `drawn` of `total` notes hold `found` or more of the `marked` ones.

    >>> round(chance_of_more(3, 3, 4, 8), 4)
    0.0714
    """
    ways = sum(comb(marked, k) * comb(total - marked, drawn - k) for k in range(found, min(marked, drawn) + 1))
    return ways / comb(total, drawn)


def positions(strand: NotesStrand, finding_ids: list[str], rule: GroupRule, draws: int, seed: int) -> pd.DataFrame:
    """One row a finding and group (COLUMNS but `suppressed`), stakeholder groups before regions, each in order.

    `draws`: bootstrap samples behind `kept`.
    """
    said = np.stack([strand.raised, strand.sides == 1, strand.sides == -1, strand.sides == 0]).astype(
        float
    )  # (4, N, F)
    frames = []
    for at, kind in enumerate(KINDS):
        names, member = np.unique(strand.notes[kind].to_numpy(dtype=str), return_inverse=True)
        notes = np.bincount(member).astype(float)
        counts = np.stack([said[:, member == one].sum(axis=1) for one in range(len(names))], axis=1)  # (4, G, F)
        held = hold(counts, notes, rule)

        random = np.random.default_rng([seed, at])
        again = np.stack([_drawn(random, said[:, member == one], draws) for one in range(len(names))], axis=-2)
        kept = (hold(again, notes, rule) == held).mean(axis=0)

        supports = counts[1].astype(int)  # (G, F)
        chance = [
            chance_of_more(supports[group, finding], supports[:, finding].sum(), int(notes[group]), len(member))
            for finding, group in np.ndindex(supports.T.shape)
        ]
        frames.append(
            pd.DataFrame(
                {
                    "finding": np.repeat(np.arange(len(finding_ids)), len(names)),
                    "kind": kind,
                    "group": np.tile(names, len(finding_ids)),
                    "notes": np.tile(notes.astype(int), len(finding_ids)),
                    **{name: counts[row].T.ravel().astype(int) for row, name in enumerate(COUNTED)},
                    "p_more": np.round(chance, 4),
                    "position": POSITIONS[held.T.ravel()],
                    "kept": kept.T.ravel().round(4),
                }
            )
        )
    table = pd.concat(frames, ignore_index=True).sort_values("finding", kind="stable", ignore_index=True)
    table.insert(0, "finding_id", np.array(finding_ids, dtype=object)[table["finding"]])
    return table.drop(columns="finding")


def hold(counts: np.ndarray, notes: np.ndarray, rule: GroupRule) -> np.ndarray:
    """The position (in POSITIONS) of each group on each finding: (..., G, F).

    `counts`: notes that raise it, support, contradict, are mixed, (4, ..., G, F); `notes`: notes of each group, (G,).
    """
    raised, supports, contradicts, mixed = counts
    doubts, notes = contradicts + mixed, notes[:, None]

    def shrunken(count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        overall = count.sum(axis=-2, keepdims=True) / notes.sum()
        return (count + rule.prior_notes * overall) / (notes + rule.prior_notes), overall

    carried, _ = shrunken(supports)
    spoken, overall = shrunken(raised)
    prominent = raised.sum(axis=-2, keepdims=True) >= 2 * rule.least_notes
    expected = notes * overall >= 1  # too small a group leaves things unsaid by chance

    held = np.zeros(raised.shape, dtype=int)
    held[prominent & expected & (raised < rule.ignores_under * spoken.max(axis=-2, keepdims=True) * notes)] = 3
    carries = (supports >= rule.least_notes) & (supports > doubts)
    held[carries & (carried >= rule.carries_from * carried.max(axis=-2, keepdims=True))] = 1
    held[(doubts >= rule.least_notes) & (doubts > supports)] = 2
    return held


def _drawn(random: np.random.Generator, said: np.ndarray, draws: int) -> np.ndarray:
    """Counts (4, S, F) of a group's notes (4, n, F) drawn again with replacement."""
    n = said.shape[1]
    return random.multinomial(n, np.full(n, 1 / n), size=draws).astype(float) @ said


def disclosed(table: pd.DataFrame | None, threshold: int) -> pd.DataFrame:
    """triangulation/groups: as `positions`, without the figures of groups of fewer notes than `threshold`."""
    if table is None:
        return pd.DataFrame(columns=COLUMNS)
    table = table.assign(suppressed=table["notes"] < threshold)
    figures = [*COUNTED, "p_more"]
    table[figures] = table[figures].astype(float).where(~table["suppressed"])
    return table[COLUMNS]
