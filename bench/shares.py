"""Do the intervals of shares of notes hold the truth? `python -m bench.shares`, after `dvc repro`.

The notes that people coded are the study: so many of them are drawn at random as coded by people, the machine's blind
coding stands for the rest, and the share of all of them is estimated with its interval. Truth: people's coding of all.
Printed for each number of coded notes: coverage over codes and draws, mean half width, and that of coded notes alone
(Wilson's interval, corrected for the finite number of notes).
"""

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
    random = np.random.default_rng(20211130)
    print("coded  coverage  half width  coded notes alone  ratio")
    for n in (6, 12, 18, 24):
        if n >= len(sources):
            continue
        held, width, alone, alone_held = [], [], [], []
        for _ in range(DRAWS):
            people = np.zeros(len(sources), dtype=bool)
            people[random.choice(len(sources), n, replace=False)] = True
            found = shares(truth, machine, people, *rates(truth[people], machine[people], 5.0))
            share = truth.mean(axis=0)
            held.append((found["ci_low"] - 1e-9 <= share) & (share <= found["ci_high"] + 1e-9))
            width.append((found["ci_high"] - found["ci_low"]) / 2)
            low, high = wilson(truth[people].sum(axis=0).astype(float), np.full(len(codes), float(n)))
            shrink = np.sqrt((len(sources) - n) / (len(sources) - 1))
            alone.append((high - low) / 2 * shrink)
            alone_held.append((low <= share) & (share <= high))
        ratio = np.mean(width) / np.mean(alone)
        print(f"{n:5d}  {np.mean(held):8.3f}  {np.mean(width):10.3f}  {np.mean(alone):17.3f}  {ratio:5.2f}")


if __name__ == "__main__":
    main()
