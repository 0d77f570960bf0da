"""Stage `code`: every segment and open answer against codebooks/themes.yaml. People's decisions stand."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from pipeline.coding import embed
from pipeline.coding.coder import Coder
from pipeline.coding.cuts import best_cuts, offered, ranked, worth_a_look
from pipeline.coding.kept_material import gathered
from pipeline.coding.materials import coding_units, is_main
from pipeline.coding.people_targets import People, lay_out
from pipeline.coding.rationale import Rationale
from pipeline.coding.scores import summary
from pipeline.coding.stance import StanceModel
from pipeline.coding.structure import compatible
from pipeline.coding.text_kernel import CodingMaterial
from pipeline.decisions.reading import readings
from pipeline.decisions.record import from_table
from pipeline.decisions.scopes import in_scope
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study
from pipeline.tables import MACHINE, STANCES
from pipeline.tables.coding import Codings

READ_AGAIN = 1000  # uncoded units that the second reading learns from at most: their kernel grows with the square
LEARNED_FROM = 2000  # units people coded that the kernels learn from at most; how sure to be is learned from all


class Prepared(NamedTuple):
    """What the coder learns from: units as of `coding_units`, people's decisions over them, texts laid out."""

    codebook: ThemesCodebook
    units: pd.DataFrame
    people: People
    material: CodingMaterial


def prepared(study: Study) -> Prepared:
    codebook = study.codebook("themes", ThemesCodebook)
    units = coding_units(study)
    decided = readings(from_table(study.table("coding/decisions")))
    people = lay_out(decided, study.table("coding/standing"), units, codebook.ids)
    examples = [len(list(code.examples.pairs())) for code in codebook.active]
    encoders = embed.encoders(study, float(np.median(examples)))
    return Prepared(codebook, units, people, gathered(study, codebook, units, learned_from(people.learn), encoders))


def run(study: Study) -> None:
    settings = study.params["coding"]["coder"]
    codebook, units, people, material = prepared(study)
    coder = Coder().fit(material, people.targets, people.taught, people.learn)
    allowed = in_scope([code.scope for code in codebook.active], units["asked"], units["material"])
    probabilities = np.where(allowed, coder.probabilities_, 0)
    stances = StanceModel().fit(material, people.stances, people.targets, people.learn, probabilities).stances

    main = is_main(units["source"]).to_numpy()
    cut = best_cuts(probabilities[main])
    assigned = compatible(codebook, probabilities >= cut, probabilities)
    review = offered(probabilities, assigned, settings["review_from"])
    codings = pd.concat(
        [
            by_people(people, units),
            by_machine(units, codebook.ids, probabilities, assigned, review, people.spoken, stances, Rationale(coder)),
        ]
    )
    codings = codings.sort_values(["source", "note_id", "turn", "segment_id", "code"], ignore_index=True)

    with study.writing() as out:
        out.table("coding/codings", codings)
        blind = on_coded(units, codebook.ids, assigned, people.whole, stances)
        out.table("coding/machine_on_coded", blind)
        scores = pd.DataFrame(probabilities, columns=codebook.ids)
        scores.insert(0, "segment_id", units["segment_id"])
        scores.to_parquet(out.path("processed/coding/scores.parquet"), index=False)
        out.json(
            "processed/metrics/coding.json",
            {
                "codes": len(codebook.ids),
                "segments": int(main.sum()),
                "coded_by_people": int((people.whole & main).sum()),
                "cuts": dict(zip(codebook.ids, cut.round(4).tolist(), strict=True)),
                "assigned_by_machine": int((codings["origin"].eq(MACHINE) & codings["decision"].eq("assigned")).sum()),
                "held_out": held_out_figures(units, people, probabilities, assigned, review, stances),
            },
        )


def learned_from(coded: np.ndarray) -> np.ndarray:
    """Positions of what the coder may learn from: the units people coded, evenly over the study where they are very
    many; where there are none, units evenly over the study, for its second reading."""
    units, most = np.flatnonzero(coded), LEARNED_FROM
    if not len(units):
        units, most = np.arange(len(coded)), READ_AGAIN
    return units[:: max(1, -(-len(units) // most))]


def by_people(people: People, units: pd.DataFrame) -> pd.DataFrame:
    """Codings that stand because people decided them; score 1 for an assignment, 0 for a rejection."""
    standing = people.standing
    rows = units.iloc[standing["position"].astype(int)].reset_index(drop=True)
    score = standing["decision"].map({"assigned": 1.0, "rejected": 0.0, "review": 0.5}).astype(float)
    return _codings(
        rows,
        code=standing["code"],
        score=score,
        decision=standing["decision"],
        origin=standing["coder"],
        stance=standing["stance"],
        rationale=standing["rationale"],
        priority=np.where(standing["decision"] == "review", 1.0, np.nan),
    )


def by_machine(
    units: pd.DataFrame,
    codes: list[str],
    probabilities: np.ndarray,
    assigned: np.ndarray,
    review: np.ndarray,
    spoken: np.ndarray,
    stances: np.ndarray,
    rationale: Rationale,
) -> pd.DataFrame:
    """What the machine assigns and puts to review, where nobody decided; all (units, codes) but stances (units,).

    spoken: people decided, or are to decide: their word alone stands in codings.
    """
    shown = (assigned | review) & ~spoken
    pending = ~spoken.all(axis=1)
    priority = np.full(len(units), np.nan)
    priority[pending] = ranked(worth_a_look(probabilities[pending], assigned[pending]))
    position, code = np.nonzero(shown)
    is_assigned = assigned[position, code]
    return _codings(
        units.iloc[position].reset_index(drop=True),
        code=np.array(codes)[code],
        score=probabilities[position, code],
        decision=np.where(is_assigned, "assigned", "review"),
        origin=MACHINE,
        stance=stances[position],
        rationale=[rationale.of(int(i), int(j)) for i, j in zip(position, code, strict=True)],
        priority=np.where(is_assigned, np.nan, priority[position]),
    )


def _codings(rows: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    kept = rows[["segment_id", "note_id", "turn", "source"]].assign(**columns)
    return kept[list(Codings.to_schema().columns)]


def on_coded(
    units: pd.DataFrame, codes: list[str], assigned: np.ndarray, whole: np.ndarray, stances: np.ndarray
) -> pd.DataFrame:
    """The machine's own coding of what people coded, code and stance, each note by a model that has not seen it."""
    segments = units["segment_id"][whole].to_numpy()
    table = pd.DataFrame(assigned[whole], columns=codes).assign(segment_id=segments)
    table = table.melt("segment_id", var_name="code", value_name="assigned")
    return table.assign(stance=table["segment_id"].map(dict(zip(segments, stances[whole], strict=True))))


def held_out_figures(
    units: pd.DataFrame,
    people: People,
    probabilities: np.ndarray,
    assigned: np.ndarray,
    review: np.ndarray,
    stances: np.ndarray,
) -> dict[str, Any]:
    """Agreement with people on the notes they coded, overall and by language, and of stances; empty with none coded.

    Each note is scored without its own decisions; `bench/coding.py` gives the fully nested figures.
    """
    coded = people.whole & is_main(units["source"]).to_numpy()
    if not coded.any():
        return {}
    truth = people.targets >= 0.5
    figures: dict[str, Any] = {}
    groups = {"all": coded} | {
        one: coded & (units["language"] == one).to_numpy() for one in sorted(units["language"].unique())
    }
    for name, rows in groups.items():
        if rows.any():
            figures[name] = summary(truth[rows], probabilities[rows], assigned[rows], review[rows])
    carrying = coded & truth.any(axis=1) & people.stances.any(axis=1)
    if carrying.any() and stances[carrying].astype(bool).all():
        said = np.array(STANCES)[people.stances[carrying].argmax(axis=1)]
        figures["stance_agreement"] = round(float(np.mean(said == stances[carrying])), 4)
        figures["stance_kappa"] = stance_kappa(said, stances[carrying])
    return figures


def stance_kappa(people: np.ndarray, machine: np.ndarray) -> float | None:
    """Cohen's kappa over the four stances."""
    from pipeline.agreement.coefficients import cohen_kappa, contingency

    kappa = cohen_kappa(contingency(people.tolist(), machine.tolist(), STANCES))
    return None if np.isnan(kappa) else round(float(kappa), 4)
