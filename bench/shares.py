"""Do the intervals of shares of notes hold the truth? `python -m bench.shares`, after `dvc repro`.

The notes that people coded are the study: so many of them are drawn at random as coded by people, the machine's blind
coding stands for the rest, and the share of all of them is estimated with its interval. Truth: people's coding of all.
Printed for each number of coded notes: coverage over codes and draws, mean half width, and that of coded notes alone
(Wilson's interval, corrected for the finite number of notes). Then the same for the notes in each language and of each
stakeholder group of five notes or more, by the rates of all coded notes, as the stage does. `python -m bench.shares
SEED` draws others.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pipeline.coding.shares import presence, rates, shares
from pipeline.study import Study
from pipeline.survey.estimates import wilson

DRAWS = 300


def main() -> None:
    study = Study(Path.cwd())
    blind, codings = study.table("coding/machine_on_coded"), study.table("coding/codings")
    ids = blind["segment_id"].drop_duplicates()
    source_of = ids.str.split("#").str[0].set_axis(ids)
    sources = source_of.drop_duplicates().reset_index(drop=True)
    said = codings[(codings["decision"] == "assigned") & (codings["origin"] != "machine")]
    said = said[said["segment_id"].isin(ids)]
    machine_said = blind[blind["assigned"]]
    codes = sorted(set(said["code"]) | set(machine_said["code"]))
    truth = presence(said, source_of, sources, codes)
    machine = presence(machine_said, source_of, sources, codes)
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 20211130
    whole = np.ones(len(sources), dtype=bool)
    print_table("all", truth, machine, whole, seed)
    units = study.table("coding/units").drop_duplicates("source").set_index("source").loc[sources]
    for column in ("language", "stakeholder"):
        sizes = units[column].replace("", None).value_counts().sort_index()
        for group in sizes[sizes >= 5].index:
            print_table(f"{column} {group}", truth, machine, units[column].eq(group).to_numpy(), seed)


def print_table(name: str, truth: np.ndarray, machine: np.ndarray, group: np.ndarray, seed: int) -> None:
    """Of the notes in `group`, (N,) bool, among the N notes of `truth` and `machine`, (N, C)."""
    random = np.random.default_rng(seed)
    print(f"\n{name}: {group.sum()} notes")
    print("coded  coverage  half width  coded notes alone  ratio")
    for n in (6, 12, 18, 24):
        if n >= len(group):
            continue
        held, width, alone = (np.mean(one) for one in zip(*draws(truth, machine, group, n, random), strict=True))
        print(f"{n:5d}  {held:8.3f}  {width:10.3f}  {alone:17.3f}  {width / alone:5.2f}")


def draws(
    truth: np.ndarray, machine: np.ndarray, group: np.ndarray, n: int, random: np.random.Generator
) -> Iterator[tuple[float, float, float]]:
    """Of each draw of n coded notes: share of codes whose interval holds the truth, half width, that of coded notes
    alone. Draws without a coded note in the group, or with all, are left out."""
    share = truth[group].mean(axis=0)
    for _ in range(DRAWS):
        people = np.zeros(len(group), dtype=bool)
        people[random.choice(len(group), n, replace=False)] = True
        own = people[group]
        if not own.any() or own.all():
            continue
        found = shares(truth[group], machine[group], own, *rates(truth[people], machine[people], 5.0))
        held = (found["ci_low"] - 1e-9 <= share) & (share <= found["ci_high"] + 1e-9)
        low, high = wilson(truth[group][own].sum(axis=0).astype(float), np.full(len(share), float(own.sum())))
        shrink = np.sqrt((len(own) - own.sum()) / (len(own) - 1))
        yield held.mean(), (found["ci_high"] - found["ci_low"]).mean() / 2, (high - low).mean() / 2 * shrink


if __name__ == "__main__":
    main()
