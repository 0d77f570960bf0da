"""Where one stakeholder group or region stands on a finding, and whether it would stand there with other notes."""

from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln

from pipeline.triangulation.rule.settings import Rule

NOT_NAMED, UNSETTLED = "not named", "no settled position"


class GroupNotes(NamedTuple):
    """Whole notes, after the machine's errors, rounded."""

    notes: int  # read
    for_: int
    reserved: int
    against: int


class Position(NamedTuple):
    position: str  # carries, contests, qualifies, silent, not named, no settled position
    kept: float | None = None  # share of resamples of the group's notes that keep it


def position(group: GroupNotes, overall: float, rule: Rule) -> Position:
    """`overall` is the share (0 to 1) of all notes that speak of the matter.

    A position is printed only where at least `group_kept` of resamples of the group's own notes keep it: all resamples
    with replacement, each with its multinomial probability, so that up to `group_exact` notes nothing is drawn.
    """
    if group.notes < rule.group_notes:
        return Position(NOT_NAMED)
    said = np.array(group[1:])
    own = _named(said[None, :], group.notes, overall, rule)[0]
    if own == "" or (own != "silent" and said.sum() < rule.group_speak):
        return Position(UNSETTLED)
    again, probability = _resamples(group.notes, said, rule)
    kept = float(probability[_named(again, group.notes, overall, rule) == own].sum())
    return Position(own, kept) if kept >= rule.group_kept else Position(UNSETTLED)


def _named(said: np.ndarray, notes: int, overall: float, rule: Rule) -> np.ndarray:
    """The first position that fits for each row (for, reservations, against) of `said` (N, 3); else empty."""
    for_, reserved, against = said.T
    speak = said.sum(axis=1)
    silent = (notes * overall >= rule.silent_expected) & (speak / notes < rule.silent_under * overall)
    qualifies = (reserved >= 1) & (for_ + reserved > rule.side * speak) & (against <= rule.minority * speak)
    return np.select(
        [silent, for_ > rule.side * speak, against > rule.side * speak, qualifies],
        ["silent", "carries", "contests", "qualifies"],
        default="",
    )


def _resamples(notes: int, said: np.ndarray, rule: Rule) -> tuple[np.ndarray, np.ndarray]:
    """Resamples (N, 3) of a group's notes, for, with reservations, against, and the probability (N,) of each."""
    shares = np.append(said, notes - said.sum()) / notes
    if notes > rule.group_exact:
        drawn = np.random.default_rng(notes).multinomial(notes, shares, size=rule.group_draws)
        return drawn[:, :3], np.full(rule.group_draws, 1 / rule.group_draws)
    again = _ways(notes)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(again > 0, again * np.log(shares), 0.0).sum(axis=1)
    return again[:, :3], np.exp(gammaln(notes + 1) - gammaln(again + 1).sum(axis=1) + logs)


@cache
def _ways(notes: int) -> np.ndarray:
    """(N, 4) every way in which so many notes can be for, with reservations, against, or not speak."""
    grid = np.stack(np.meshgrid(*[np.arange(notes + 1)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    kept = grid[grid.sum(axis=1) <= notes]
    return np.column_stack([kept, notes - kept.sum(axis=1)])
