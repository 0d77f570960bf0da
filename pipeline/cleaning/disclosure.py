"""Which cells may be printed: small ones are suppressed, and others with them, so that none can be worked out.

Complementary suppression (Hundepool et al. 2012, Statistical Disclosure Control, ch. 4): the overall figure is always
printed, so whatever a breakdown hides can be had by subtraction, together with the respondents whose group is unknown.
What is hidden therefore has to be at least two groups, with the threshold's base together; and no hidden small cell may
be a sum or difference of printed cells, of the same breakdown or of another (a province inside a region).
"""

import numpy as np

TOLERANCE = 1e-6  # a least-squares distance below this means that a cell can be worked out exactly


def hidden_groups(patterns: np.ndarray, counts: np.ndarray, sizes: list[int], threshold: int) -> list[np.ndarray]:
    """For each of B breakdowns which groups to hide, (G,) booleans.

    patterns: (P, B) each way in which somebody belongs to groups of the breakdowns, -1 for none; counts: (P,) how many
    of the indicator's base; sizes: the number of groups of each breakdown.
    """
    patterns, counts = patterns[counts > 0], counts[counts > 0]
    cells = [np.arange(size)[:, None] == patterns[None, :, number] for number, size in enumerate(sizes)]
    unknown = [(patterns[:, number] < 0) for number in range(len(sizes))]
    bases = [(member * counts).sum(axis=1) for member in cells]
    hidden = [
        suppressed(base, threshold, float((missing * counts).sum()))
        for base, missing in zip(bases, unknown, strict=True)
    ]
    while True:
        found = _worked_out(cells, unknown, bases, hidden, counts, threshold)
        if found is None:
            return hidden
        printed = np.flatnonzero(~hidden[found])
        hidden[found][printed[np.argmin(bases[found][printed])]] = True


def suppressed(bases: np.ndarray, threshold: int, unknown: float = 0) -> np.ndarray:
    """Which groups of one breakdown to hide. bases: (G,) respondents a group; `unknown` are in no group of it."""
    hidden = bases < threshold
    while not hidden.all():
        out = bases[hidden].sum() + unknown
        if out == 0 or out >= threshold:
            break
        printed = np.flatnonzero(~hidden)
        hidden[printed[np.argmin(bases[printed])]] = True
    return hidden


def _worked_out(
    cells: list[np.ndarray],
    unknown: list[np.ndarray],
    bases: list[np.ndarray],
    hidden: list[np.ndarray],
    counts: np.ndarray,
    threshold: int,
) -> int | None:
    """The number of a breakdown with a small hidden cell that printed cells give away; None where there is none."""
    printed = [np.ones(len(counts), dtype=bool)]
    for member, hide in zip(cells, hidden, strict=True):
        printed += list(member[~hide])
    known = np.array(printed, dtype=float).T
    for number, (member, hide, base) in enumerate(zip(cells, hidden, bases, strict=True)):
        if hide.all():
            continue
        small = list(member[hide & (base > 0) & (base < threshold)])
        if 0 < (unknown[number] * counts).sum() < threshold:
            small.append(unknown[number])
        for cell in small:
            solution, *_ = np.linalg.lstsq(known, cell.astype(float), rcond=None)
            if np.abs(known @ solution - cell).max() < TOLERANCE:
                return number
    return None
