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

The exact probability (Fisher) that a group this size would hold as many notes that bear the finding out, or more, had
they been dealt to groups at random, stands beside each row. It describes; with this many rows it is no test.
"""

import numpy as np
import pandas as pd

from pipeline.triangulation.notes_strand import NotesStrand
from pipeline.triangulation.settings import GroupRule

KINDS = ["stakeholder", "region"]
COLUMNS = [
    "finding_id", "kind", "group", "notes", "raised", "supports", "contradicts", "mixed", "p_more", "position",
    "suppressed",
]  # fmt: skip


def positions(strand: NotesStrand, finding_ids: list[str], rule: GroupRule) -> pd.DataFrame:
    """One row a finding and group: notes, raised, supports, contradicts, mixed, share, p_more, position.

    `position` is carries, contests, ignores, or empty; groups in the order of the alphabet, groups before regions.
    """
    from scipy.stats import hypergeom

    side, raised = strand.sides, strand.raised
    frames = []
    for kind in KINDS:
        names, member = np.unique(strand.notes[kind].to_numpy(dtype=str), return_inverse=True)
        one_hot = np.zeros((len(names), len(member)))
        one_hot[member, np.arange(len(member))] = 1
        notes = one_hot.sum(axis=1)[:, None]
        count = {"raised": one_hot @ raised}
        count |= {
            name: one_hot @ (side == value) for name, value in (("supports", 1), ("contradicts", -1), ("mixed", 0))
        }
        overall = {name: (values.sum(axis=0) / max(len(member), 1)) for name, values in count.items()}
        carried = (count["supports"] + rule.prior_notes * overall["supports"]) / (notes + rule.prior_notes)
        spoken = (count["raised"] + rule.prior_notes * overall["raised"]) / (notes + rule.prior_notes)
        doubts = count["contradicts"] + count["mixed"]

        position = np.full(doubts.shape, "", dtype=object)
        prominent = count["raised"].sum(axis=0) >= 2 * rule.least_notes
        expected = notes * overall["raised"] >= 1  # too small a group leaves things unsaid by chance
        position[prominent & expected & (count["raised"] < rule.ignores_under * spoken.max(axis=0) * notes)] = "ignores"
        carries = (count["supports"] >= rule.least_notes) & (count["supports"] > doubts)
        position[carries & (carried >= rule.carries_from * carried.max(axis=0))] = "carries"
        position[(doubts >= rule.least_notes) & (doubts > count["supports"])] = "contests"

        supporting = count["supports"].sum(axis=0)
        chance = hypergeom.sf(count["supports"] - 1, len(member), supporting[None, :], notes)
        for column, finding in enumerate(finding_ids):
            frames.append(
                pd.DataFrame(
                    {
                        "finding_id": finding,
                        "kind": kind,
                        "group": names,
                        "notes": notes[:, 0].astype(int),
                        **{name: values[:, column].astype(int) for name, values in count.items()},
                        "p_more": chance[:, column].round(4),
                        "position": position[:, column],
                    }
                )
            )
    table = pd.concat(frames, ignore_index=True)
    order = pd.DataFrame({"finding": table["finding_id"].map({one: at for at, one in enumerate(finding_ids)})})
    order["kind"] = table["kind"].map(KINDS.index)
    return table.loc[order.sort_values(["finding", "kind"], kind="stable").index].reset_index(drop=True)


def disclosed(table: pd.DataFrame | None, threshold: int) -> pd.DataFrame:
    """triangulation/groups: as `positions`, without the figures of groups of fewer notes than `threshold`."""
    if table is None:
        return pd.DataFrame(columns=COLUMNS)
    table = table.assign(suppressed=table["notes"] < threshold)
    figures = ["raised", "supports", "contradicts", "mixed", "p_more"]
    table[figures] = table[figures].astype(float).where(~table["suppressed"])
    return table[COLUMNS]
