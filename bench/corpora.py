"""The coder on other people's coded texts: `python -m bench.corpora FOLDER... [--seeds 2] [--conditions none 50]`.
With `--parts`, what each part of the coder brings on them, in place of the figures.

A corpus is a folder with `units.csv` (unit, document, group, language, asked, text), `codes.csv` (code, theme,
label_en, definition_en; label_fr, definition_fr where there are any) and `coder_1.csv` (unit, code; an empty code:
read, nothing to code), the reference; `coder_2.csv` and more are second people.

Documents are split in two halves by a seed. Nothing is coded, or documents of the first half in random order until 50
units are reached, or the whole first half; the other half is predicted. Then the one unit in five of it that the coder
puts first is settled by the reference (`kappa 1/5`), and the coder learns again from those (`again`). Figures are over
codes that occur in the tested half.
"""

import argparse
import resource
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from bench.coder_parts import parts_table
from pipeline.coding import embed
from pipeline.coding.coder import Coder
from pipeline.coding.cuts import best_cuts, ranked, worth_a_look
from pipeline.coding.scores import calibration_error, mean_kappa, micro_f1, right_among_first
from pipeline.coding.text_kernel import gather
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study

ROOT = Path(__file__).parents[1]
CONDITIONS = ["none", "50", "half"]
CHECKED = 0.2  # share of the tested half that a person settles
FROM = 0.1  # scores from which calibration is told


@dataclass(frozen=True)
class Corpus:
    name: str
    units: pd.DataFrame  # as of `embed.coding_units`
    codebook: ThemesCodebook
    coders: list[tuple[np.ndarray, np.ndarray]]  # of each: (units, codes) assigned, (units,) read


@dataclass(frozen=True)
class Coding:
    """What a coder makes of every unit: probabilities and decisions, (units, codes); worth of a look, (units,)."""

    probabilities: np.ndarray
    assigned: np.ndarray
    worth: np.ndarray


def read_corpus(folder: Path) -> Corpus:
    written = pd.read_csv(folder / "units.csv", dtype=str, keep_default_na=False)
    codes = pd.read_csv(folder / "codes.csv", dtype=str, keep_default_na=False)
    units = pd.DataFrame(
        {
            "segment_id": written["unit"],
            "note_id": written["document"],
            "turn": np.arange(len(written)),
            "stakeholder": written["group"],
            "language": written["language"],
            "text": written["text"],
            "question": written["asked"],
            "source": "notes",
        }
    )
    place = {unit: i for i, unit in enumerate(units["segment_id"])}
    column = {code: j for j, code in enumerate(codes["code"])}
    coders = []
    for path in sorted(folder.glob("coder_*.csv")):
        said, read = np.zeros((len(units), len(codes)), bool), np.zeros(len(units), bool)
        for row in pd.read_csv(path, dtype=str, keep_default_na=False).itertuples():
            if row.unit in place:
                read[place[row.unit]] = True
                if row.code:
                    said[place[row.unit], column[row.code]] = True
        coders.append((said, read))
    return Corpus(folder.name, units, _codebook(codes), coders)


def _codebook(codes: pd.DataFrame) -> ThemesCodebook:
    def both(row: pd.Series, name: str, missing: str) -> dict[str, str]:
        english, french = row.get(f"{name}_en", ""), row.get(f"{name}_fr", "")
        return {"en": english or french or missing, "fr": french or english or missing}

    return ThemesCodebook.model_validate(
        {
            "themes": [{"id": one, "label": {"en": one, "fr": one}} for one in codes["theme"].unique()],
            "codes": [
                {
                    "id": row["code"],
                    "theme": row["theme"],
                    "label": both(row, "label", row["code"]),
                    "definition": both(row, "definition", ""),
                }
                for _, row in codes.iterrows()
            ],
        }
    )


def split(corpus: Corpus, seed: int) -> dict[str, np.ndarray]:
    """Units that are coded under each condition, and `test`: booleans, (units,). Coded or tested only where read."""
    documents, read = corpus.units["note_id"].to_numpy(), corpus.coders[0][1]
    order = np.random.default_rng(seed).permutation(sorted(set(documents)))
    first = order[: len(order) // 2]
    half = np.isin(documents, first) & read
    fifty = np.zeros(len(documents), bool)
    for document in first:
        if fifty.sum() >= 50:
            break
        fifty |= (documents == document) & read
    return {
        "none": np.zeros(len(documents), bool),
        "50": fifty,
        "half": half,
        "test": ~np.isin(documents, first) & read,
    }


class Product:
    """The coder of this project."""

    def __init__(self, corpus: Corpus, study: Study):
        self.corpus = corpus
        both = [embed.Encoder(study).encode, embed.SlowEncoder(study).encode]
        self.material = gather(corpus.codebook, corpus.units, np.arange(len(corpus.units)), both)

    def code(self, learn: np.ndarray) -> Coding:
        said = self.corpus.coders[0][0]
        targets = said * learn[:, None].astype(float)
        coder = Coder().fit(self.material, targets, np.repeat(learn[:, None], said.shape[1], axis=1), learn)
        found = coder.probabilities_
        assigned = found >= best_cuts(found)
        return Coding(found, assigned, worth_a_look(found, assigned))


def figures(corpus: Corpus, coding: Coding, test: np.ndarray) -> dict[str, float]:
    truth, found, assigned = corpus.coders[0][0][test], coding.probabilities[test], coding.assigned[test]
    checked = settled(coding, test)[test]
    shown = found >= FROM
    return {
        "kappa": mean_kappa(truth, assigned),
        "F1": micro_f1(truth, assigned),
        "first 3": right_among_first(truth, found),
        "calibration": calibration_error(truth[shown].astype(float), found[shown]),
        "kappa 1/5": mean_kappa(truth, np.where(checked[:, None], truth, assigned)),
    }


def settled(coding: Coding, test: np.ndarray) -> np.ndarray:
    """The units of the tested half that a person settles: those worth most."""
    order = np.full(len(test), len(test) + 1)
    order[test] = ranked(coding.worth[test])
    return order <= round(CHECKED * test.sum())


def baselines(corpus: Corpus, encode, learn: np.ndarray, test: np.ndarray) -> dict[str, float]:
    """Mean kappa of what an hour's work gives: TF-IDF or sentence vectors with logistic regression; with nothing
    coded, the nearest label."""
    texts, said = corpus.units["text"].tolist(), corpus.coders[0][0]
    labels = [code.label.en for code in corpus.codebook.active]
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(texts)
    vectors = encode(texts)
    if not learn.any():
        nearest = (vectors @ encode(labels).T).argmax(axis=1)
        return {"vectors": mean_kappa(said[test], np.eye(len(labels), dtype=bool)[nearest[test]])}
    return {
        name: mean_kappa(said[test], _regressions(features, said, learn)[test])
        for name, features in (("tfidf", words), ("vectors", vectors))
    }


def _regressions(features, said: np.ndarray, learn: np.ndarray) -> np.ndarray:
    """A class-balanced logistic regression a code; (units, codes) assigned."""
    assigned = np.zeros(said.shape, bool)
    for code in np.flatnonzero(said[learn].any(axis=0) & ~said[learn].all(axis=0)):
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=1000)
        assigned[:, code] = model.fit(features[learn], said[learn, code]).predict(features)
    return assigned


def measure(corpus: Corpus, study: Study, seeds: int, conditions: list[str]) -> pd.DataFrame:
    started = time.perf_counter()
    product = Product(corpus, study)
    prepared = time.perf_counter() - started
    rows = []
    for seed in range(seeds):
        sets = split(corpus, seed)
        test = sets["test"]
        for condition in conditions:
            learn = sets[condition]
            started = time.perf_counter()
            coding = product.code(learn)
            seconds = time.perf_counter() - started
            now_learned = learn | settled(coding, test)
            again = product.code(now_learned)
            final = np.where(now_learned[:, None], corpus.coders[0][0], again.assigned)
            rows.append(
                {"corpus": corpus.name, "condition": condition, "seed": seed, "coded": int(learn.sum())}
                | figures(corpus, coding, test)
                | {"again": mean_kappa(corpus.coders[0][0][test], final[test])}
                | baselines(corpus, embed.Encoder(study).encode, learn, test)
                | {"seconds": prepared + seconds}
            )
    return pd.DataFrame(rows)


def measure_parts(corpus: Corpus, study: Study, seeds: int, conditions: list[str]) -> pd.DataFrame:
    quick, slow = embed.Encoder(study).encode, embed.SlowEncoder(study).encode
    every = np.arange(len(corpus.units))
    both, one = (gather(corpus.codebook, corpus.units, every, read) for read in ([quick, slow], [quick]))
    sets = [split(corpus, seed) for seed in range(seeds)]
    runs = [(condition, one_split[condition], one_split["test"]) for condition in conditions for one_split in sets]
    return parts_table(both, one, corpus.coders[0][0], runs).assign(corpus=corpus.name)


def parts_text(tables: list[pd.DataFrame]) -> str:
    """A row a part, a column a condition: what it brings, as a mean over seeds, then over corpora."""
    found = pd.concat(tables).groupby(["corpus", "part", "condition"], sort=False)["brings"].mean()
    return found.groupby(["part", "condition"], sort=False).mean().unstack("condition").round(3).to_string()


def second_people(corpus: Corpus) -> list[float]:
    """Mean kappa of each other coder with the reference, on units both read."""
    said, read = corpus.coders[0]
    return [mean_kappa(said[read & also], other[read & also]) for other, also in corpus.coders[1:]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--conditions", nargs="+", choices=CONDITIONS, default=CONDITIONS)
    parser.add_argument("--parts", action="store_true", help="what each part of the coder brings")
    chosen = parser.parse_args()
    study = Study(ROOT)
    if chosen.parts:
        corpora = [read_corpus(folder) for folder in chosen.folders]
        found = [measure_parts(corpus, study, chosen.seeds, chosen.conditions) for corpus in corpora]
        print("mean kappa lost without each part, mean over " + ", ".join(corpus.name for corpus in corpora))
        print(parts_text(found))
        return
    tables = []
    for folder in chosen.folders:
        corpus = read_corpus(folder)
        table = measure(corpus, study, chosen.seeds, chosen.conditions)
        tables.append(table)
        people = ", ".join(f"{kappa:.3f}" for kappa in second_people(corpus)) or "none"
        print(f"\n{corpus.name}: {len(corpus.units)} units, {len(corpus.codebook.ids)} codes; second coders {people}")
        print(_means(table, ["condition"]), flush=True)
    if len(tables) > 1:
        print("\nmean over corpora")
        print(
            _means(
                pd.concat(tables).groupby(["corpus", "condition"]).mean(numeric_only=True).reset_index(), ["condition"]
            )
        )
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def _means(table: pd.DataFrame, by: list[str]) -> str:
    return table.groupby(by, sort=False).mean(numeric_only=True).drop(columns="seed").round(3).to_string()


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
