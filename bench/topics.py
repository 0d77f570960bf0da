"""Does the topic model bring back a code that the codebook lacks, and is it stable and fast?

    python -m bench.topics [--hide SHARE] [--least N] [--splits N]     run in the study's folder, after `dvc repro`

Each code with at least `--least` segments in the coded notes is taken out of the codebook in turn (its examples with
it) and out of people's decisions; the stages code and topics run again. The code is back if some candidate or refining
topic has exemplars most of which are its own, as people decided (only exemplars that people coded are judged, two
at least). With `--hide`, that share of the coded notes is given to the machine as if nobody had coded them, and the
study is the coded notes alone: as close as one can come to notes that nobody has coded.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from ruamel.yaml import YAML
from sklearn.metrics import adjusted_rand_score

from pipeline.coding import code, topics
from pipeline.coding.materials import main_units
from pipeline.decisions import decide
from pipeline.decisions.read import read
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study


def decided(study: Study) -> pd.DataFrame:
    """People's decisions: segment_id, note_id, turn, code (missing: nothing to code), coder, decision, stance."""
    place = study.table("coding/units").set_index("unit_id")[["source", "position"]]
    rows = [(one.unit_id, one.code or None, one.coder, one.decision, one.stance) for one in read(study) if one.counts]
    table = pd.DataFrame(rows, columns=["segment_id", "code", "coder", "decision", "stance"])
    return table.join(place, on="segment_id").rename(columns={"source": "note_id", "position": "turn"})


def taken_out(study: Study, target: Path, missing: str | None, hidden: set[str], only_coded: bool) -> Study:
    """A copy of the study in `target` without the code `missing` and without decisions on the `hidden` notes."""
    decisions = decided(study)
    (target / "codebooks").mkdir(parents=True)
    (target / "raw/coding").mkdir(parents=True)
    shutil.copy(study.root / "params.yaml", target)
    (target / ".cache").symlink_to(study.cache.resolve())
    yaml = YAML()
    book = yaml.load((study.codebooks / "themes.yaml").read_text(encoding="utf-8"))
    for entry in book["codes"]:
        for examples in entry.get("examples", {}).values():
            for example in examples:
                if isinstance(example, dict) and missing in example.get("also", []):
                    example["also"].remove(missing)
    book["codes"] = [entry for entry in book["codes"] if entry["id"] != missing]
    with (target / "codebooks/themes.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(book, file)
    for coder, rows in decisions[~decisions["note_id"].isin(hidden)].groupby("coder"):
        rows = rows[rows["decision"].isin(["assigned", "none"])]
        seen = rows[["note_id", "turn", "stance"]].drop_duplicates(["note_id", "turn"])
        kept = rows.loc[rows["code"].notna() & (rows["code"] != missing), ["note_id", "turn", "code", "stance"]]
        coded = kept[["note_id", "turn"]].drop_duplicates().assign(coded=True)
        empty = seen.merge(coded, on=["note_id", "turn"], how="left")
        empty = empty[empty["coded"].isna()].drop(columns="coded").assign(code="")
        pd.concat([kept, empty])[["note_id", "turn", "code", "stance"]].to_csv(
            target / f"raw/coding/{coder}.csv", index=False
        )
    copy = Study(target)
    units = study.table("coding/units")
    if only_coded:
        units = units[units["source"].isin(decisions["note_id"])]
    with copy.writing() as out:
        out.table("coding/units", units)
        shutil.copy(study.processed / "coding/embeddings.parquet", out.path("processed/coding/embeddings.parquet"))
    decide.run(copy)
    return copy


def comes_back(found: pd.DataFrame, own: set[str], judged: set[str], least: int = 2) -> tuple[str, float]:
    """The best candidate or refining topic: its verdict, and the share of judged exemplars that are the code's own."""
    best = ("", 0.0)
    for topic in found[found["verdict"] != "covered"].itertuples():
        exemplars = [one for one in topic.exemplars.split(";") if one in judged]
        if len(exemplars) >= least:
            share = float(np.mean([one in own for one in exemplars]))
            best = max(best, (topic.verdict, share), key=lambda one: one[1])
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hide", type=float, default=0.0, help="share of the coded notes nobody is to have coded")
    parser.add_argument("--least", type=int, default=10, help="segments a code must have in the coded notes")
    parser.add_argument("--splits", type=int, default=1, help="how many draws of the hidden notes")
    parser.add_argument("--keep", type=Path, help="folder in which to keep the studies without a code")
    options = parser.parse_args()
    study = Study(Path.cwd())
    decisions = decided(study)
    assigned = decisions[decisions["decision"] == "assigned"]
    own = assigned.groupby("code")["segment_id"].apply(set)  # where at least one person gave it
    own = own[own.map(len) >= options.least]
    notes = np.array(sorted(decisions["note_id"].unique()))
    names = study.codebook("themes", ThemesCodebook).ids
    print(f"{len(own)} of {len(names)} codes have at least {options.least} segments in {len(notes)} coded notes")
    shares, seconds = [], []
    for split in range(options.splits):
        hidden = set(np.random.default_rng(split).permutation(notes)[: int(len(notes) * options.hide)])
        results = []
        for missing in [None, *own.index]:
            folder = (options.keep or Path(tempfile.mkdtemp())) / f"{options.hide}-{split}-{missing}"
            copy = Study(folder) if folder.exists() else taken_out(study, folder, missing, hidden, options.hide > 0)
            if not copy.has_table("coding/codings"):
                code.run(copy)
            start = time.perf_counter()
            topics.run(copy)
            seconds.append(time.perf_counter() - start)
            found = copy.table("coding/topics")
            judged = set(decisions["segment_id"])
            if missing is None:
                told(found, copy, assigned, judged)
            else:
                results.append((missing, len(own[missing]), *comes_back(found, own[missing], judged)))
            if not options.keep:
                shutil.rmtree(folder)
        table = pd.DataFrame(results, columns=["code", "segments", "comes back as", "own exemplars"])
        print(table.round(2).to_string(index=False))
        shares.append((table["own exemplars"] > 0.5).mean())
        print(f"split {split}: {shares[-1]:.0%} of the codes come back")
    print(f"comes back: {np.mean(shares):.0%} (each split: {', '.join(f'{share:.0%}' for share in shares)})")
    print(f"topics stage: {np.median(seconds):.1f} s (without imports)")
    if not options.hide:
        stability(study)


def told(found: pd.DataFrame, study: Study, assigned: pd.DataFrame, judged: set[str]) -> None:
    """With the whole codebook: verdicts, segments without a topic, and how far candidates are really uncoded."""
    given = study.table("coding/segment_topics")
    candidates = ";".join(found.loc[found["verdict"] == "candidate", "exemplars"]).split(";")
    known = [one for one in candidates if one in judged]
    uncoded = np.mean([one not in set(assigned["segment_id"]) for one in known]) if known else np.nan
    print(
        f"whole codebook: {found['verdict'].value_counts().to_dict()}; in no topic {given['topic'].isna().mean():.1%}"
    )
    print(f"exemplars of candidate topics that people left uncoded: {uncoded:.0%} of {len(known)}")


def stability(study: Study) -> None:
    """Adjusted Rand index of the topics over ten seeds, and over ten samples of nine notes in ten."""
    settings = study.params["coding"]["topics"]
    codebook = study.codebook("themes", ThemesCodebook)
    segments, codings = main_units(study), study.table("coding/codings")
    ids = segments["segment_id"].tolist()
    vectors, _, _ = topics.segment_vectors(topics.embed.study_encoder(study), segments, settings["context"])
    explained = topics.explained_by_codes(codings, ids, codebook.ids)

    def fit(rows: np.ndarray) -> np.ndarray:
        return topics.topics_of(segments.iloc[rows], vectors[rows], explained[rows], settings)

    everything = np.arange(len(segments))
    first, seeds, samples = fit(everything), [], []
    notes = segments["note_id"].unique()
    for seed in range(10):
        np.random.seed(seed)
        seeds.append(adjusted_rand_score(first, fit(everything)))
        drawn = np.random.default_rng(seed).permutation(notes)[: int(0.9 * len(notes))]
        rows = np.flatnonzero(segments["note_id"].isin(drawn))
        samples.append(adjusted_rand_score(first[rows], fit(rows)))
    print(f"adjusted Rand over 10 seeds: {np.mean(seeds):.2f} (lowest {min(seeds):.2f})")
    print(f"adjusted Rand over 10 samples of 90 % of the notes: {np.mean(samples):.2f} (lowest {min(samples):.2f})")


if __name__ == "__main__":
    main()
