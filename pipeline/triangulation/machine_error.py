"""How often the machine is right, from notes that were drawn at random and that people coded without seeing its codes.

Counts are of notes, never of segments: a note speaks to a finding on one side, by people and by the machine. Each rate
is shrunk to the rate of all findings by `machine_prior` notes, so that a rare code without an error in the sample is
not taken to be free of error. After Rogan & Gladen (1978) and Egami et al. (2023), design-based supervised learning.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.triangulation.rule.evidence import Right

CAUTIOUS = 0.1  # the percentile of each rate at which the machine is right less often


@dataclass(frozen=True)
class Rates:
    """Of C columns (a finding's evidence): counts of checked notes."""

    said: np.ndarray  # (C,) notes in which the machine speaks
    given: np.ndarray  # (C,) of these, notes in which people speak too
    called: np.ndarray  # (C, 3) of these, by what the machine called them: for, with reservations, against
    agreed: np.ndarray  # (C, 3) of these, notes that people called the same

    def right(self, at: int, prior: float, quantile: float | None = None) -> Right:
        """The four rates of one column, shrunk; at a low `quantile` of their posteriors where one is given."""
        pairs = [(self.given, self.said)] + [(self.agreed[:, side], self.called[:, side]) for side in range(3)]
        return Right(*(float(_shrunk(hits[at], n[at], hits.sum(), n.sum(), prior, quantile)) for hits, n in pairs))


def rates(people: np.ndarray, machine: np.ndarray) -> Rates:
    """From the side each checked note takes by people and by machine, (N, C): 0 for, 1 reserved, 2 against, -1 none."""
    both = (machine >= 0) & (people >= 0)
    called = np.stack([(both & (machine == side)).sum(axis=0) for side in range(3)], axis=1)
    agreed = np.stack([(both & (machine == side) & (people == side)).sum(axis=0) for side in range(3)], axis=1)
    return Rates((machine >= 0).sum(axis=0), both.sum(axis=0), called, agreed)


def _shrunk(hits: int, n: int, all_hits: int, all_n: int, prior: float, quantile: float | None) -> float:
    rate = (all_hits + 0.5) / (all_n + 1)  # half a note either way: no pool is free of error
    if quantile is None:
        return (hits + prior * rate) / (n + prior)
    from scipy.special import betaincinv  # a tenth of a second that most stages do without

    return float(betaincinv(hits + prior * rate, n - hits + prior * (1 - rate), quantile))
