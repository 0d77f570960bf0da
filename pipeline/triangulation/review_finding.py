"""Command `review --finding F09`: the segments behind a printed tally that no person has seen, those worth most first.

First what carries the tally: a machine coding that is the finding's only exception, that speaks against what the rest
say, or through which alone a group speaks. Then the others, those that are least about their code and least sure first.
Filled in and saved under raw/coding the workbook is read as any review workbook, and `all_seen` of the matrix says so.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline.coding import embed
from pipeline.coding.vectors import unit
from pipeline.decisions.read import read
from pipeline.decisions.review import COLUMNS, refuse_to_overwrite
from pipeline.decisions.review_sheets import review_workbook
from pipeline.decisions.themes import ThemesCodebook
from pipeline.language import Words
from pipeline.study import Study, StudyError, did_you_mean, one_of, save_workbook
from pipeline.tables import MACHINE
from pipeline.triangulation.evidence_tables import behind_tally

EXCEPTION, OTHER_SIDE, ONLY_OF_GROUP, BEHIND = "only exception", "other side", "only of its group", "behind the tally"
FIRST = [EXCEPTION, OTHER_SIDE, ONLY_OF_GROUP, BEHIND]
Encode = Callable[[list[str]], np.ndarray]


def run(study: Study, finding: str) -> str:
    """Writes reports/review/review_FINDING.xlsx; returns a sentence. Raises StudyError for an unknown finding."""
    themes = study.codebook("themes", ThemesCodebook)
    known = study.table("triangulation/matrix")["finding_id"].tolist()
    if finding not in known:
        raise StudyError("review --finding", f"{finding!r}", one_of(known, finding), did_you_mean(finding, known))
    rows = behind_tally(study.table("triangulation/evidence"), finding)
    unseen = rows[rows["origin"] == MACHINE]
    path = f"reports/review/review_{finding}.xlsx"
    if unseen.empty:
        return f"{finding}: all {rows['source'].nunique()} segments behind its tally were seen by a person."
    units, codings = study.table("coding/units"), study.table("coding/codings")
    refuse_to_overwrite(study, path, read(study, themes))
    near = closeness(unseen, themes, embed.study_encoder(study).encode)
    sheet = in_order(rows, near, codings).assign(reason=lambda one: one["reason"].map(lambda key: _words(study, key)))
    with study.writing() as out:
        save_workbook(review_workbook(sheet[COLUMNS], units, themes), out.path(path))
    return f"{path}: {len(sheet)} rows, the first what carries the tally. Fill it in and save it under raw/coding."


def _words(study: Study, key: str) -> str:
    return " · ".join(Words("triangulation", language, study)(f"review.{key}") for language in study.languages)


def in_order(rows: pd.DataFrame, closeness: pd.Series, codings: pd.DataFrame) -> pd.DataFrame:
    """What the machine coded of `rows` (of behind_tally), most worth seeing first: COLUMNS, `reason` one of FIRST.

    `closeness`: by evidence_id, how much the segment is about its code.
    """
    sides = rows.groupby("note_id")["direction"].agg(lambda said: said.iloc[0] if said.nunique() == 1 else "mixed")
    counts = sides.value_counts()
    main = max(("supports", "contradicts"), key=lambda side: counts.get(side, 0))
    others = sides.index[sides != main]
    by_group = rows.groupby("stakeholder")["note_id"].agg(lambda notes: notes.iloc[0] if notes.nunique() == 1 else None)
    alone = set(by_group.dropna())
    unseen = rows[rows["origin"] == MACHINE].copy()
    unseen["reason"] = [
        EXCEPTION if row.direction != main and len(others) == 1
        else OTHER_SIDE if row.direction not in (main, "mixed")
        else ONLY_OF_GROUP if row.note_id in alone
        else BEHIND
        for row in unseen.itertuples()
    ]  # fmt: skip
    unseen["first"] = unseen["reason"].map(FIRST.index)
    unseen["sure"] = unseen["score"].astype(float) * unseen["evidence_id"].map(closeness).fillna(1.0)
    unseen = unseen.sort_values(["first", "sure", "evidence_id"], ignore_index=True)
    why = codings.set_index(["segment_id", "code"])["rationale"]
    keys = list(zip(unseen["source"], unseen["detail"], strict=True))
    return unseen.assign(
        segment_id=unseen["source"],
        code=unseen["detail"],
        rationale=[why.get(key) for key in keys],
        priority=np.arange(1, len(unseen) + 1, dtype=float),
    )[COLUMNS]


def closeness(rows: pd.DataFrame, themes: ThemesCodebook, encode: Encode) -> pd.Series:
    """By evidence_id, cosine of the segment's nearest sentence with the nearest text of its code in the codebook."""
    found = {}
    for code_id, own in rows.groupby("detail"):
        code = themes[code_id]
        texts = [*code.label.values(), *filter(None, code.definition.root.values())]
        about = unit(encode([*texts, *(example.text for _, example in code.examples.pairs())]))
        for row in own.itertuples():
            said = [row.value_or_quote, *embed.sentences(row.value_or_quote)]
            found[row.evidence_id] = float((unit(encode(said)) @ about.T).max())
    return pd.Series(found, dtype=float)
