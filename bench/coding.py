"""Every figure of coding against the codebook, by cross-validation split by note: `python bench/coding.py [SEEDS]`.

Needs processed/notes/segments.parquet and raw/coding; reads coded notes only. A note is scored by models that never saw
its coding; cuts are chosen without anybody's coding (where the expected kappa is greatest).
"""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.coding import embed  # noqa: E402
from pipeline.coding.code import stance_kappa  # noqa: E402
from pipeline.coding.coder import Coder  # noqa: E402
from pipeline.coding.cuts import best_cuts, offered, ranked, worth_a_look  # noqa: E402
from pipeline.coding.materials import coding_units, is_main  # noqa: E402
from pipeline.coding.people_targets import People, lay_out  # noqa: E402
from pipeline.coding.scores import calibration_error, mean_kappa, micro_f1, right_among_first  # noqa: E402
from pipeline.coding.stance import StanceModel  # noqa: E402
from pipeline.coding.text_kernel import CodingMaterial, gather  # noqa: E402
from pipeline.decisions.read import read  # noqa: E402
from pipeline.decisions.reading import readings  # noqa: E402
from pipeline.decisions.standing import standing_table  # noqa: E402
from pipeline.decisions.themes import ThemesCodebook  # noqa: E402
from pipeline.study import Study  # noqa: E402
from pipeline.tables import STANCES  # noqa: E402

FOLDS = 8
CHECKED = 0.2  # share of the segments that people check


def coded_units(study: Study, codebook: ThemesCodebook) -> tuple[pd.DataFrame, People]:
    """The units that people coded as wholes, but for open answers, and what they decided."""
    found, units = readings(read(study, codebook)), coding_units(study)

    def people(units: pd.DataFrame) -> People:
        return lay_out(found, standing_table(found, units["segment_id"]), units, codebook.ids)

    units = units[people(units).whole & is_main(units["source"]).to_numpy()].reset_index(drop=True)
    return units, people(units)


def without_examples(codebook: ThemesCodebook) -> ThemesCodebook:
    """Labels, definitions and rules only."""
    content = codebook.model_dump()
    for code in content["codes"]:
        code["examples"], code["questions"] = {}, {}
    content["no_code"], content["no_code_questions"] = {}, {}
    return ThemesCodebook.model_validate(content)


def predict(material: CodingMaterial, people: People, learn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of codes, and stances, of every unit, learned from the units in `learn`."""
    decided = people.decided & learn[:, None]
    targets = people.targets * learn[:, None]
    coder = Coder(folds=0).fit(material, targets, decided, learn)
    stances = StanceModel().fit(material, people.stances * learn[:, None], targets, learn, coder.probabilities_)
    return coder.probabilities_, stances.probabilities_


def cross_validated(material: CodingMaterial, people: People, seed: int) -> tuple[np.ndarray, np.ndarray]:
    notes = material.units["note_id"].to_numpy()
    names = np.random.default_rng(seed).permutation(sorted(set(notes)))
    codes, stances = np.zeros(people.targets.shape), np.zeros((len(notes), len(STANCES)))
    for fold in range(FOLDS):
        test = np.isin(notes, names[fold::FOLDS])
        found = predict(material, people, ~test)
        codes[test], stances[test] = found[0][test], found[1][test]
    return codes, stances


def figures(people: People, probabilities: np.ndarray, rows: np.ndarray) -> dict[str, float]:
    truth, scored = people.targets[rows] > 0, probabilities[rows]
    assigned = scored >= best_cuts(probabilities)
    shown = assigned | offered(scored, assigned, 0.1)
    order = ranked(worth_a_look(scored, assigned))
    checked = np.where((order <= round(CHECKED * rows.sum()))[:, None], truth, assigned)
    return {
        "kappa": mean_kappa(truth, assigned),
        "F1": micro_f1(truth, assigned),
        "first": right_among_first(truth, scored, 1),
        "first three": right_among_first(truth, scored, 3),
        "calibration": calibration_error(truth[shown].astype(float), scored[shown]),
        "calibration from 0.1": calibration_error(truth[scored >= 0.1].astype(float), scored[scored >= 0.1]),
        "kappa, 1 in 5 checked": mean_kappa(truth, checked),
    }


def stance_figure(people: People, stances: np.ndarray) -> float:
    rows = people.targets.any(axis=1)
    said = np.array(STANCES)[people.stances[rows].argmax(axis=1)]
    return stance_kappa(said, np.array(STANCES)[stances[rows].argmax(axis=1)])


def show(name: str, rows: list[dict[str, float]]) -> None:
    table = pd.DataFrame(rows)
    spread = table.std(ddof=0)
    cells = [f"{column} {table[column].mean():.3f} ± {spread[column]:.3f}" for column in table]
    print(f"{name:34}", " | ".join(cells), flush=True)


def main(seeds: int) -> None:
    study = Study(ROOT)
    codebook = study.codebook("themes", ThemesCodebook)
    units, people = coded_units(study, codebook)
    notes = units["note_id"].to_numpy()
    manifest = pd.read_csv(study.raw / "interviews/manifest.csv").set_index("note_id")["language"]
    language = units["note_id"].map(manifest).to_numpy()
    every = np.ones(len(units), bool)
    encoders = [embed.Encoder(study).encode]
    started = time.perf_counter()
    material = gather(codebook, units, np.arange(len(units)), encoders)
    print(f"{len(units)} segments of {len(set(notes))} coded notes; kernels {time.perf_counter() - started:.1f} s")

    nothing = np.zeros(len(units), bool)
    codes, stances = predict(material, people, nothing)
    show("no coded note", [figures(people, codes, every) | {"stance": stance_figure(people, stances)}])
    for one in ("en", "fr", "mixed"):
        show(f"  notes in {one}", [figures(people, codes, language == one)])
    full = [cross_validated(material, people, seed) for seed in range(seeds)]
    rows = [figures(people, codes, every) | {"stance": stance_figure(people, stances)} for codes, stances in full]
    show(f"{FOLDS} folds of notes, {seeds} seeds", rows)
    for one in ("en", "fr", "mixed"):
        show(f"  notes in {one}", [figures(people, codes, language == one) for codes, _ in full])
    for size in (4, 8, 16):
        rows = []
        for seed in range(2 * seeds):
            chosen = np.random.default_rng(seed).permutation(sorted(set(notes)))[:size]
            learn = np.isin(notes, chosen)
            rows.append(figures(people, predict(material, people, learn)[0], ~learn))
        show(f"learned from {size} notes", rows)
    bare = gather(
        without_examples(codebook),
        units,
        np.arange(len(units)),
        [embed.Encoder(study).encode, embed.SlowEncoder(study).encode],
    )
    show("no example, no coded note", [figures(people, predict(bare, people, nothing)[0], every)])
    show(f"no example, {FOLDS} folds", [figures(people, cross_validated(bare, people, 0)[0], every)])


if __name__ == "__main__":
    with threadpool_limits(1):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
