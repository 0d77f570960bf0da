"""Each person's own coding as a table of units by codes: what agreement between coders is measured on."""

import numpy as np
import pandas as pd

from pipeline.decisions.reading import Reading

_VALUE = {"assigned": 1.0, "rejected": 0.0, "silent": 0.0}  # a decision that waits, or was unsaid, is none


def ratings(found: dict[str, Reading], units: list[str], codes: list[str]) -> dict[str, pd.DataFrame]:
    """A table a coder, `units` by `codes`: 1 assigned, 0 not, NaN where not decided. Coders sorted by name.

    Who coded a unit as a whole decided against every code not listed; who decided about one code decided about no
    other. Settled disagreements (`adjudicated`) are nobody's own coding.
    """
    coders = sorted({coder for reading in found.values() for coder in reading.coders()})
    values = {coder: np.full((len(units), len(codes)), np.nan) for coder in coders}
    column = {code: at for at, code in enumerate(codes)}
    for row, unit_id in enumerate(units):
        reading = found.get(unit_id)
        if reading is None:
            continue
        for coder in reading.complete & values.keys():
            values[coder][row] = 0.0
        for code in reading.codes:
            for coder, vote in reading.of_people(code).items() if code in column else ():
                values[coder][row, column[code]] = _VALUE.get(vote.word, np.nan)
    return {
        coder: pd.DataFrame(table, index=pd.Index(units, name="unit_id"), columns=codes)
        for coder, table in values.items()
    }
