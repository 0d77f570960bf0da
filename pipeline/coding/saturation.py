"""Thematic saturation: does another note still bring a new code?

The method of Guest, Namey & Chen (2020, PLoS ONE 15(5) e0232076): the codes of the first notes (the base) against the
new codes in each following run of notes. Saturation is reached at the first run that brings no more than the threshold;
it is reported as `6+2`: the notes before the run, and the run's length. Runs overlap, every note ends one.
"""

import numpy as np
import pandas as pd

ORDERS = 1000  # random orders of the notes; the order in which notes happen to be filed should not decide


def presence(codings: pd.DataFrame, note_ids: list[str]) -> tuple[np.ndarray, list[str]]:
    """Which code stands in which note: booleans of shape (N notes, C codes), and the codes.

    `codings`: note_id, code. A note without a code is a row of False.
    """
    codes = sorted(codings["code"].unique())
    table = pd.crosstab(codings["note_id"], codings["code"]).reindex(index=note_ids, columns=codes, fill_value=0)
    return table.to_numpy() > 0, codes


def new_codes(present: np.ndarray) -> np.ndarray:
    """Codes not met in an earlier note, an ndarray of shape (N,), for notes in the order of the rows."""
    before = np.logical_or.accumulate(present, axis=0)
    return np.diff(before.sum(axis=1), prepend=0)


def in_random_orders(present: np.ndarray, seed: int) -> np.ndarray:
    """Codes not met in an earlier note, for each random order of the notes: (ORDERS, N)."""
    rng = np.random.default_rng(seed)
    return np.array([new_codes(rng.permutation(present)) for _ in range(ORDERS)]).reshape(ORDERS, -1)


def new_information(new: np.ndarray, base_size: int, run_length: int) -> np.ndarray:
    """New codes in the run that ends at each note, over the codes of the base; NaN where no run ends.

    `new`: (N,), or (M, N) for M orders of the notes; the result has its shape.

    New codes 20, 10, 5, 2 in the base of four notes, then 4, 3, 0, 1: runs of two bring 7, 3 and 1 new codes to 37.

    >>> new_information(np.array([20, 10, 5, 2, 4, 3, 0, 1]), 4, 2).round(2).tolist()
    [nan, nan, nan, nan, nan, 0.19, 0.08, 0.03]
    """
    share = np.full(new.shape, np.nan)
    so_far = np.concatenate([np.zeros((*new.shape[:-1], 1), dtype=int), np.cumsum(new, axis=-1)], axis=-1)
    in_runs = so_far[..., base_size + run_length :] - so_far[..., base_size : so_far.shape[-1] - run_length]
    base = new[..., :base_size].sum(axis=-1, keepdims=True).astype(float)
    share[..., base_size + run_length - 1 :] = in_runs / np.where(base > 0, base, np.nan)
    return share


def saturation_point(share: np.ndarray, run_length: int, threshold: float) -> int | None:
    """Notes before the first run that brings no more than `threshold`; None where no run does.

    >>> saturation_point(np.array([np.nan] * 5 + [0.19, 0.08, 0.03]), 2, 0.05)
    6
    """
    reached = np.flatnonzero(share <= threshold)
    return int(reached[0]) + 1 - run_length if len(reached) else None


def saturation_curve(
    codings: pd.DataFrame, note_ids: list[str], base_size: int, run_length: int, seed: int
) -> pd.DataFrame:
    """One row a note, in the order given, with what it adds, and what the same number of notes adds in random orders.

    Columns: position (from 1), note_id, new_codes, cumulative, new_information (0 to 1, of the run ending here),
    median, low, high (cumulative codes in 1,000 random orders: median and 95 % range).
    """
    present, _ = presence(codings, note_ids)
    new = new_codes(present)
    curves = np.cumsum(in_random_orders(present, seed), axis=1)
    low, median, high = np.quantile(curves, [0.025, 0.5, 0.975], axis=0)
    return pd.DataFrame(
        {
            "position": np.arange(1, len(note_ids) + 1),
            "note_id": note_ids,
            "new_codes": new,
            "cumulative": np.cumsum(new),
            "new_information": new_information(new, base_size, run_length),
            "median": median,
            "low": low,
            "high": high,
        }
    )


def saturation_summary(
    codings: pd.DataFrame,
    note_ids: list[str],
    base_size: int,
    run_lengths: list[int],
    thresholds: list[float],
    seed: int,
) -> dict[str, dict[str, int | float | None]]:
    """When saturation is reached, for each run length and threshold.

    Returns `{"run 2, at most 5 %": {"notes": 6, "reached": 0.98, "median": 7}}`: in the order given (`notes`, None
    where it is not reached), the share of random orders that reach it, and the median of those that do.
    """
    present, _ = presence(codings, note_ids)
    orders = np.vstack([new_codes(present), in_random_orders(present, seed)])
    summary = {}
    for run_length in run_lengths:
        shares = new_information(orders, base_size, run_length)
        for threshold in thresholds:
            points = [saturation_point(share, run_length, threshold) for share in shares]
            reached = [point for point in points[1:] if point is not None]
            summary[f"run {run_length}, at most {threshold:.0%}"] = {
                "notes": points[0],
                "reached": len(reached) / ORDERS,
                "median": float(np.median(reached)) if reached else None,
            }
    return summary
