"""Does the reading of each finding survive when the evidence is taken away, replaced, or drawn again?

A reading is the convergence label together with the standing of the statement: a label that stays while its direction
turns has not survived. Checks come in kinds; within a kind the share of runs is counted, and a finding's robustness
is the mean over kinds, so that 53 runs of leaving out one note weigh no more than one run with another coder.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.tables import CONVERGENCE
from pipeline.triangulation.convergence import Reading, converge
from pipeline.triangulation.notes_strand import NotesStrand
from pipeline.triangulation.published_strand import PublishedStrand
from pipeline.triangulation.settings import Robustness
from pipeline.triangulation.survey_strand import SurveyStrand


@dataclass(frozen=True)
class Strands:
    """The three strands as they are read in the main analysis; a missing one is silent throughout."""

    survey: SurveyStrand | None
    notes: NotesStrand | None
    published: PublishedStrand | None
    findings: int

    def readings(self) -> tuple[Reading, Reading, Reading]:
        return (
            self.survey.read() if self.survey else Reading.silent(self.findings),
            self.notes.read(np.ones((1, len(self.notes.notes)))) if self.notes else Reading.silent(self.findings),
            self.published.read() if self.published else Reading.silent(self.findings),
        )


def outcomes(*readings: Reading) -> np.ndarray:
    """(scenarios, findings) one whole number for each pair of label and standing."""
    label, standing = converge(*readings)
    return label * 3 + standing + 1


def name(outcome: int) -> tuple[str, int]:
    """Label and standing of an outcome."""
    return CONVERGENCE[int(outcome) // 3], int(outcome) % 3 - 1


def checks(
    strands: Strands, settings: Robustness, seed: int, variants: dict[tuple[str, str], NotesStrand]
) -> Iterator[tuple[str, list[str], np.ndarray]]:
    """Each kind of check with the names of its runs and their outcomes (runs, findings).

    `variants` are the notes coded otherwise, by kind of check and run.
    """
    survey, notes, published = strands.readings()
    if strands.notes is not None:
        table = strands.notes.notes
        without = strands.notes.read_without_each()
        yield "without one note", table["note_id"].tolist(), outcomes(survey, without, published)
        for kind, column in (("without one group", "stakeholder"), ("without one region", "region")):
            groups = np.unique(table[column].to_numpy(dtype=str))
            weights = (table[column].to_numpy(dtype=str)[None, :] != groups[:, None]).astype(float)
            yield kind, groups.tolist(), outcomes(survey, strands.notes.read(weights), published)
        for kind in dict.fromkeys(kind for kind, _ in variants):
            runs = {run: strand for (one, run), strand in variants.items() if one == kind}
            stack = [outcomes(survey, one.read(np.ones((1, len(one.notes)))), published) for one in runs.values()]
            yield kind, list(runs), np.vstack(stack)
        others = [(f"balance {value:g}", replace(strands.notes, balance=value)) for value in settings.balances] + [
            (
                f"{value} notes",
                replace(strands.notes, prominence=strands.notes.prominence.model_copy(update={"notes": value})),
            )
            for value in settings.prominent_notes
        ]
        ones = np.ones((1, len(table)))
        stack = [outcomes(survey, one.read(ones), published) for _, one in others]
        yield "notes threshold moved", [run for run, _ in others], np.vstack(stack)
    if strands.survey is not None:
        moved = [outcomes(strands.survey.read(move=move), notes, published) for move in settings.threshold_moves]
        yield (
            "survey threshold moved",
            [f"{move:+g}".replace("-", "\u2212") for move in settings.threshold_moves],
            np.vstack(moved),
        )
        flat = strands.survey.read(weighted=False)
        yield "weights left out", ["unweighted"], outcomes(flat, notes, published)
    yield from _bootstrap(strands, settings, seed)


def _bootstrap(strands: Strands, settings: Robustness, seed: int) -> Iterator[tuple[str, list[str], np.ndarray]]:
    """Respondents, notes, and both drawn again with replacement, as often as they are; with several seeds.

    Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics, 7(1), 1-26.
    """
    survey, notes, published = strands.readings()
    drawn: dict[str, list[np.ndarray]] = {"notes drawn again": [], "respondents drawn again": [], "other seeds": []}
    for repeat in range(settings.seeds):
        random = np.random.default_rng([seed, repeat])
        by_notes, by_respondents = notes, survey
        if strands.notes is not None:
            by_notes = strands.notes.read(_draws(random, len(strands.notes.notes), settings.draws))
        if strands.survey is not None:
            by_respondents = strands.survey.read(_draws(random, len(strands.survey.record_ids), settings.draws))
        if repeat == 0:
            drawn["notes drawn again"].append(outcomes(survey, by_notes, published))
            drawn["respondents drawn again"].append(outcomes(by_respondents, notes, published))
        drawn["other seeds"].append(outcomes(by_respondents, by_notes, published))
    for kind, parts in drawn.items():
        if (kind.startswith("notes") and strands.notes is None) or (kind.startswith("resp") and strands.survey is None):
            continue
        stack = np.vstack(np.broadcast_arrays(*parts)) if len(parts) == 1 else np.vstack(parts)
        yield kind, [f"draw {at + 1}" for at in range(len(stack))], stack


def _draws(random: np.random.Generator, n: int, draws: int) -> np.ndarray:
    """(draws, n) how often each is drawn."""
    return random.multinomial(n, np.full(n, 1 / n), size=draws).astype(float)


def table(finding_ids: list[str], main: np.ndarray, runs: Iterator[tuple[str, list[str], np.ndarray]]) -> pd.DataFrame:
    """triangulation/robustness: one row a finding and kind of check. `main` (findings,) is the outcome to be kept."""
    rows = []
    for kind, names, found in runs:
        broken = found != main[None, :]
        for at, finding in enumerate(finding_ids):
            breaking = np.flatnonzero(broken[:, at])
            other = None
            if len(breaking):
                values, counts = np.unique(found[breaking, at], return_counts=True)
                other = name(values[counts.argmax()])
            drawn = "drawn" in kind or kind == "other seeds"
            rows.append(
                {
                    "finding_id": finding,
                    "check": kind,
                    "runs": len(names),
                    "survived": len(names) - len(breaking),
                    "share": 1 - len(breaking) / len(names),
                    "breaks": None if drawn or not len(breaking) else ";".join(names[run] for run in breaking),
                    "becomes": other[0] if other else None,
                    "becomes_standing": other[1] if other else None,
                }
            )
    return pd.DataFrame(rows)
