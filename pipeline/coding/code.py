"""Stage `code`: every segment against the codebook. People's decisions stand; the machine fills in the rest."""

import numpy as np
import pandas as pd

from pipeline.coding import embed
from pipeline.coding.codebook import ThemesCodebook
from pipeline.coding.decisions import load_decisions
from pipeline.study import Study
from pipeline.tables import Codings


def run(study: Study) -> None:
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    codebook = study.codebook("themes", ThemesCodebook)
    units = embed.coding_units(study)
    decisions = load_decisions(study)
    embeddings = embed.load(study)
    ids = codebook.ids

    examples = [
        (example.text, [code.id, *example.also]) for code in codebook.active for _, example in code.examples.pairs()
    ]
    examples += [(example.text, []) for _, example in codebook.no_code.pairs()]
    texts = [text for text, _ in examples]
    targets = np.array([[code in carried for code in ids] for _, carried in examples], float)

    people = decisions[decisions["decision"] == "assigned"]
    settled = sorted(set(decisions["segment_id"]))
    known = {(row.segment_id, row.code): row for row in people.itertuples()}
    row_of = {segment: i for i, segment in enumerate(units["segment_id"])}
    coded_rows = [row_of[segment] for segment in settled if segment in row_of]
    coded_targets = np.array([[(units["segment_id"][i], code) in known for code in ids] for i in coded_rows], float)

    word = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), strip_accents="unicode")
    char = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, max_features=60000, strip_accents="unicode"
    )
    training = texts + [units["text"][i] for i in coded_rows]
    every = units["text"].tolist()
    encoder = embed.Encoder(study)
    train_x = sparse.hstack(
        [encoder.encode(training), word.fit_transform(training), char.fit_transform(training)]
    ).tocsr()
    every_x = sparse.hstack(
        [embed.whole(embeddings, units["segment_id"].tolist()), word.transform(every), char.transform(every)]
    ).tocsr()
    train_y = np.vstack([targets, coded_targets]) if coded_rows else targets
    scores = np.zeros((len(units), len(ids)))
    for j in range(len(ids)):
        if train_y[:, j].any():
            model = LogisticRegression(C=10, solver="liblinear", class_weight="balanced").fit(train_x, train_y[:, j])
            scores[:, j] = model.predict_proba(every_x)[:, 1]
    rows = []
    for i, unit in enumerate(units.itertuples()):
        if unit.segment_id in set(settled):
            for code in ids:
                if (decided := known.get((unit.segment_id, code))) is not None:
                    rows.append((unit, code, 1.0, "assigned", decided.coder, decided.stance, "", None))
            continue
        for j in np.argsort(-scores[i], kind="stable")[:3]:
            score = round(float(scores[i, j]), 4)
            decision = "assigned" if score >= 0.4 else "review"
            priority = None if decision == "assigned" else abs(0.4 - score)
            rows.append((unit, ids[j], score, decision, "machine", "neutral", "", priority))
    codings = pd.DataFrame(
        [(u.segment_id, u.note_id, u.turn, c, s, d, o, st, r, p, u.source) for u, c, s, d, o, st, r, p in rows],
        columns=[*Codings.to_schema().columns],
    )
    codings["priority"] = codings["priority"].rank(method="first")
    scale = pd.DataFrame(scores.round(4), columns=ids)
    scale.insert(0, "segment_id", units["segment_id"])
    with study.writing() as out:
        out.table("coding/codings", codings)
        scale.to_parquet(out.path("processed/coding/scores.parquet"), index=False)
        out.json("processed/metrics/coding.json", {"segments": len(units), "codes": len(ids)})
