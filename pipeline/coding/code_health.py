"""The health of each code: how often and where it is used, how well it holds together, what it is taken for."""

from collections import Counter
from collections.abc import Set
from typing import Any

import numpy as np
import pandas as pd

from pipeline.coding.codebook_advice import Remark, remarks
from pipeline.coding.materials import is_main
from pipeline.coding.themes_tables import counted
from pipeline.coding.vectors import unit
from pipeline.decisions.themes import Code, ThemesCodebook
from pipeline.language import Words, by_language
from pipeline.tables import MACHINE, DataFrame
from pipeline.tables.coding import Codings, Topics

RARE = 3  # segments under which a code is called rare
OFTEN = 0.25  # share of a code's segments taken for one other code from which on they are called confused
NEAREST = 3  # codes listed


def code_health(
    codebook: ThemesCodebook,
    codings: DataFrame[Codings],
    segments: pd.DataFrame,
    meaning: np.ndarray,
    topics: DataFrame[Topics],
    confused: dict[str, Counter],
    languages: list[str],
    nowhere: Set[str] = frozenset(),
) -> pd.DataFrame:
    """One row a code, in use or not, in the order of the codebook; columns as in `CodeHealth` of pipeline/tables.

    `meaning`: (N, D), the vectors of `segments` as deviations from their mean; `topics`: coding/topics; `confused`: for
    each code, how often which other code was given in its place (see `confusions`); `nowhere`: codes whose scope fits
    no unit.
    """
    used = counted(codings)
    place = {segment_id: position for position, segment_id in enumerate(segments["segment_id"])}
    group = segments.set_index("segment_id")["stakeholder"]
    vectors = unit(meaning)
    segments_of = used.groupby("code")["segment_id"].unique().to_dict()
    members = {code.id: sorted(place[one] for one in segments_of.get(code.id, []) if one in place)
               for code in codebook.active}  # fmt: skip
    nearest = _nearest(members, vectors)
    wished: dict[str, list[Remark]] = {code.id: [] for code in codebook.codes}
    for remark in remarks(codebook):
        wished[remark.code].append(remark)
    for code_id in nowhere:
        wished[code_id].insert(0, Remark(code_id, "advice.fits_nowhere", {}))
    used_of = dict(list(used.groupby("code")))
    review = codings[(codings["decision"] == "review") & is_main(codings["source"])]
    waiting = review.groupby("code")["segment_id"].nunique().to_dict()
    refining = topics[topics["verdict"] == "refines"].groupby("nearest_code")["topic"].agg(list).to_dict()
    rows = []
    for code in codebook.codes:
        here = used_of.get(code.id, used.iloc[:0])
        row = {
            "code": code.id,
            "theme": code.theme,
            **by_language(code.label, languages, "label"),
            "status": status(code),
            "segments": here["segment_id"].nunique(),
            "notes": here["note_id"].nunique(),
            "groups": here["segment_id"].map(group).nunique(),
            "by_people": here.loc[here["origin"] != MACHINE, "segment_id"].nunique(),
            "waiting": waiting.get(code.id, 0),
            "cohesion": cohesion(vectors[members.get(code.id, [])], vectors),
            "nearest": ";".join(nearest.get(code.id, [])) or None,
            "confused_with": ";".join(f"{other} ({n})" for other, n in _most(confused.get(code.id, Counter()))) or None,
            "topics": ";".join(str(topic) for topic in refining.get(code.id, [])) or None,
            "never_used": code.is_active and here.empty,
        }
        advice = _advice(code, row, confused.get(code.id, Counter()), here["segment_id"].map(group), wished[code.id])
        for language in languages:
            say = Words("themes", language)
            row[f"advice_{language}"] = " ".join(say(key, **values) for key, values in advice) or None
        rows.append(row)
    return pd.DataFrame(rows)


def status(code: Code) -> str:
    if code.merged_into:
        return f"merged into {code.merged_into}"
    if code.split_into:
        return f"split into {';'.join(code.split_into)}"
    return "retired" if code.retired else "in use"


def cohesion(vectors: np.ndarray, everything: np.ndarray) -> float:
    """Mean cosine of pairs of a code's segments, less that of all pairs: 0 is no more alike than any two segments.

    `vectors`: (M, D), `everything`: (N, D), unit vectors. NaN with fewer than two segments.
    """
    return _mean_cosine(vectors) - _mean_cosine(everything)


def _mean_cosine(vectors: np.ndarray) -> float:
    """Mean over pairs, from the length of the sum: |sum|^2 = M + 2 * (sum of the cosines of pairs)."""
    count = len(vectors)
    if count < 2:
        return float("nan")
    return float((np.sum(vectors.sum(axis=0) ** 2) - count) / (count * (count - 1)))


def confusions(machine: pd.DataFrame, people: pd.DataFrame) -> dict[str, Counter]:
    """For each code that people gave and the machine did not: the codes the machine gave there and people did not.

    Both are ratings (see `decisions.ratings`): segments by codes, 1 assigned, 0 not, NaN not decided.
    """
    codes = machine.columns.to_numpy()
    found: dict[str, Counter] = {}
    predicted, said = machine.to_numpy(), people.reindex_like(machine).to_numpy()
    missed, instead = (said == 1) & (predicted == 0), (said == 0) & (predicted == 1)
    for segment in np.flatnonzero(missed.any(axis=1)):
        for code in codes[missed[segment]]:
            found.setdefault(str(code), Counter()).update(codes[instead[segment]].tolist())
    return found


def _nearest(members: dict[str, list[int]], vectors: np.ndarray) -> dict[str, list[str]]:
    """The codes whose segments are most alike to each code's, with the cosine of their centres."""
    codes = [code for code, positions in members.items() if positions]
    if len(codes) < 2:
        return {}
    centres = unit(np.array([vectors[members[code]].mean(axis=0) for code in codes]))
    likeness = centres @ centres.T - 2 * np.eye(len(codes))
    order = np.argsort(-likeness, axis=1, kind="stable")[:, : min(NEAREST, len(codes) - 1)]
    return {code: [f"{codes[j]} ({likeness[i, j]:.2f})" for j in order[i]] for i, code in enumerate(codes)}


def _most(counts: Counter) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:NEAREST]


def _advice(
    code: Code, row: dict, confused: Counter, groups: pd.Series, said: list[Remark]
) -> list[tuple[str, dict[str, Any]]]:
    """What a coder might do about this code, as phrases of the room `themes`; nothing where nothing stands out.

    `said`: what the words of the codebook leave to be wished for.
    """
    if not code.is_active:
        return []
    found: list[tuple[str, dict[str, Any]]] = []
    if row["never_used"]:
        found.append(("advice.never_used", {}))
    elif row["segments"] < RARE:
        found.append(("advice.rare", {"n": row["segments"]}))
    found += [(one.key, one.values) for one in said if not (one.key == "advice.no_border" and row["nearest"])]
    if row["nearest"] and any(one.key == "advice.no_border" for one in said):
        found.append(("advice.no_border_with", {"code": row["nearest"].split(" (")[0]}))
    for other, times in _most(confused)[:1]:
        if times >= 2 and times >= OFTEN * row["segments"]:
            found.append(("advice.confused", {"code": other}))
    if row["topics"]:
        found.append(("advice.topics", {"topics": row["topics"].replace(";", ", ")}))
    if row["segments"] >= RARE and groups.nunique() == 1:
        found.append(("advice.one_group", {"group": groups.iloc[0]}))
    return found
