"""Command `coding-plan`: how well the machine codes so far, how many more units it takes, and which notes to code next.

Notes to code first are drawn at random, by group (`draw-notes`): only then is it known how often the machine is right.
Once enough are, those come first in which people's decisions are worth most to the machine, groups taking turns.
"""

import numpy as np
import pandas as pd

from pipeline.agreement.reliability import GOOD
from pipeline.coding import learning_curve
from pipeline.coding.code import Prepared, prepared
from pipeline.coding.cuts import best_cuts, worth_a_look
from pipeline.coding.learning_curve import Needed, Point
from pipeline.coding.materials import is_main
from pipeline.study import Study, StudyError

NOTHING_CODED = (
    "Nobody has coded yet, so how well the machine codes is not known. Draw the first notes at random (draw-notes). On "
    "other people's texts 50 coded units brought a mean kappa of .2 to .6, some 300 units .35 to .75; a definition and "
    "eight examples of each code bring more."
)


def run(study: Study) -> list[str]:
    """Writes coding/learning_curve and coding/notes_to_code; returns what they come to, a sentence a line."""
    seed = int(study.params["study"]["seed"])
    checked = int(study.params["triangulation"]["rule"]["machine_checked"])
    ready = prepared(study)
    main = is_main(ready.units["source"]).to_numpy()
    people = ready.people
    probabilities = scores_of(study, ready)
    points = learning_curve.measured(ready.material, people.targets, people.decided, people.whole, main, seed)
    coded = people.whole & main
    if points:
        now = learning_curve.point(probabilities, people.targets, coded, coded, main, _count(ready, coded))
        points.append(now)
    curve = learning_curve.table(points, seed)
    order = notes_to_code(ready, probabilities, checked)

    with study.writing() as out:
        out.table("coding/learning_curve", curve)
        out.table("coding/notes_to_code", order)
    return [*stands(points, curve, coded, ready, seed), *_next(order)]


def scores_of(study: Study, ready: Prepared) -> np.ndarray:
    """(units, codes) what the stage `code` made of them; of coded notes, by a model that has not seen them."""
    path = study.processed / "coding/scores.parquet"
    if not path.exists():
        raise StudyError(study.relative(path), "the machine has coded nothing yet", todo="Run `dvc repro` first.")
    scores = pd.read_parquet(path).set_index("segment_id").reindex(ready.units["segment_id"])
    return scores.reindex(columns=ready.codebook.ids).fillna(0).to_numpy(dtype=float)


def _count(ready: Prepared, chosen: np.ndarray) -> int:
    return int(ready.units.loc[chosen, "note_id"].nunique())


def stands(points: list[Point], curve: pd.DataFrame, coded: np.ndarray, ready: Prepared, seed: int) -> list[str]:
    """What the curve says, in sentences."""
    if not coded.any():
        return [NOTHING_CODED]
    base = f"Coded so far: {coded.sum()} units of {_count(ready, coded)} note(s)."
    if not points:
        return [f"{base} From {learning_curve.FEWEST_NOTES} notes on it can be told how agreement grows."]
    now = curve[curve["measured"]].iloc[-1]
    reached = (
        f"{base} On notes it has not seen the machine agrees with people at a mean kappa of {now['kappa']:.2f} (80 % "
        f"interval over codes: {now['ci_low']:.2f} to {now['ci_high']:.2f})."
    )
    return [reached, _more(learning_curve.needed(points, GOOD, seed), GOOD)]


def _more(needed: Needed, target: float) -> str:
    if needed.units == 0:
        return (
            f"That is above {target:.2f}, from which machine coding is worth counting; agreement_by_code.csv says of "
            "which codes it is."
        )
    if needed.units is None:
        return (
            f"A kappa of {target:.2f} is not in sight with {learning_curve.FARTHEST} times as many units: better "
            "definitions and examples bring more than more coding."
        )
    most = "no end in sight" if needed.high is None else f"{needed.high:,}"
    return f"About {needed.units:,} more units ({needed.low or 0:,} to {most}) to a kappa of {target:.2f}."


def _next(order: pd.DataFrame) -> list[str]:
    if order.empty:
        return ["Every note is coded by people."]
    how = "draw-notes draws them at random" if order["why"].iloc[0] == "draw" else "notes_to_code.csv has all"
    return [f"Next: {', '.join(order['note_id'].head(5))} ({how})."]


def notes_to_code(ready: Prepared, probabilities: np.ndarray, checked: int) -> pd.DataFrame:
    """coding/notes_to_code: notes that nobody has coded, in the order in which it is best to code them.

    `why`: `draw` while fewer than `checked` notes are coded (the order is then by chance, fixed by the note's name),
    `worth` once there are: what a look at its units is expected to bring in kappa, each group in turn.
    """
    units, whole = ready.units, ready.people.whole
    main = is_main(units["source"]).to_numpy()
    worth = np.zeros(len(units))
    worth[main] = worth_a_look(probabilities[main], probabilities[main] >= best_cuts(probabilities[main]))
    table = units.assign(worth=worth, open=~whole)[main]
    notes = table.groupby("note_id", sort=True).agg(
        stakeholder=("stakeholder", "first"),
        units=("open", "sum"),
        worth=("worth", "sum"),
        coded=("open", lambda o: ~o.any()),
    )
    left = notes[~notes["coded"]].reset_index()
    drawing = int(notes["coded"].sum()) < checked
    left["why"] = "draw" if drawing else "worth"
    key = pd.util.hash_array(left["note_id"].to_numpy(dtype=object)) if drawing else -left["worth"] / left["units"]
    left = left.assign(key=key).sort_values(["key", "note_id"], kind="stable")
    left["turn"] = left.groupby("stakeholder").cumcount()
    left = left.sort_values(["turn", "key", "note_id"], kind="stable").reset_index(drop=True)
    left["rank"] = np.arange(1, len(left) + 1)
    return left[["rank", "note_id", "stakeholder", "units", "worth", "why"]].round({"worth": 4})
