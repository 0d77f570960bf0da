"""What one person said in one file and unsaid in another: nobody's decision is dropped, and nobody's is guessed.

Within one file such a pair is a mistake (see `decisions`). Across files it may be a change of mind or a slip; only that
person, or an adjudication, can tell. Until then it counts as not decided, and stands in the review workbook.
"""

import pandas as pd

COLUMNS = ["segment_id", "note_id", "turn", "code", "coder", "in_favour", "against"]


def conflicts(decisions: pd.DataFrame) -> pd.DataFrame:
    """One row a segment, code and coder: the files that assign the code, and those that reject it or code nothing.

    `decisions`: columns as of `decisions.COLUMNS`. Columns of the result: COLUMNS; files are separated by `;`.
    """
    assigned = decisions[decisions["decision"] == "assigned"]
    rejected = decisions[decisions["decision"] == "rejected"]
    nothing = decisions[decisions["decision"] == "none"]
    keys = ["segment_id", "coder"]
    against = pd.concat(
        [
            assigned.merge(rejected[[*keys, "code", "source_file"]], on=[*keys, "code"], suffixes=("", "_against")),
            assigned.merge(nothing[[*keys, "source_file"]], on=keys, suffixes=("", "_against")),
        ]
    )
    rows = [
        (*key, ";".join(sorted(set(found["source_file"]))), ";".join(sorted(set(found["source_file_against"]))))
        for key, found in against.groupby(["segment_id", "note_id", "turn", "code", "coder"], sort=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(["note_id", "turn", "code", "coder"], ignore_index=True)
