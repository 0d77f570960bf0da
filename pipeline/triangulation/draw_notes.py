"""Command `draw-notes`: draw at random the notes that people will code, by group, and write down how.

Every method that counts the machine's errors needs to know with what probability a note came to be checked. What is
drawn is appended to raw/judgement/notes_drawn.csv (how: drawn, with its probability); notes that are there already are
not drawn again. The people who code them must not see the machine's codes: `blind` says that they will not.
"""

import numpy as np
import pandas as pd

from pipeline.study import Study, StudyError, write_csv
from pipeline.triangulation import judgements


def run(study: Study, n: int, seed: int) -> list[str]:
    """The ids of `n` notes, as evenly over the stakeholder groups as their sizes; also written down."""
    before = judgements.read(study, "notes_drawn")
    notes = study.table("notes/segments")[["note_id", "stakeholder"]].drop_duplicates("note_id")
    free = notes[~notes["note_id"].isin(before["note_id"])]
    if not 0 < n <= len(free):
        raise StudyError("draw-notes", f"{n} notes wanted, {len(free)} are not on record yet", f"1 to {len(free)}")
    drawn = draw(free, n, seed)
    rows = drawn.assign(how=judgements.DRAWN, blind="yes", remark=f"draw-notes, seed {seed}")
    path = judgements.path_of(study, "notes_drawn")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_csv(pd.concat([before, rows[list(judgements.FILES["notes_drawn"])]], ignore_index=True), path)
    return sorted(drawn["note_id"])


def draw(notes: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """note_id and probability of `n` of these notes (note_id, stakeholder), each group by its share of them."""
    random = np.random.default_rng(seed)
    sizes = notes.groupby("stakeholder", sort=True).size()
    share = sizes * n / sizes.sum()
    places = np.floor(share).astype(int)
    rest = (share - places).sort_values(ascending=False, kind="stable").index[: n - places.sum()]
    places[rest] += 1
    parts = []
    for group, size in sizes.items():
        ids = sorted(notes.loc[notes["stakeholder"] == group, "note_id"])
        chosen: list[str] = list(random.choice(ids, int(places[group]), replace=False)) if places[group] else []
        probability = round(int(places[group]) / int(size), 4)
        parts.append(pd.DataFrame({"note_id": chosen, "probability": probability}))
    return pd.concat(parts, ignore_index=True)
