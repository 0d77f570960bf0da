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
            self.notes.read() if self.notes else Reading.silent(self.findings),
            self.published.read() if self.published else Reading.silent(self.findings),
        )


def outcomes(*readings: Reading) -> np.ndarray:
    """(scenarios, findings) one whole number for each pair of label and standing."""
    label, standing = converge(*readings)
    return label * 3 + standing + 1


def name(outcome: int) -> tuple[str, int]:
    """Label and standing of an outcome."""
    return CONVERGENCE[int(outcome) // 3], int(outcome) % 3 - 1


Runs = Iterator[tuple[str, list[str], np.ndarray]]  # kind of check, names of its runs, outcomes (runs, findings)


def checks(strands: Strands, settings: Robustness, seed: int, variants: dict[tuple[str, str], NotesStrand]) -> Runs:
    """Every check the study allows. `variants` are the notes coded otherwise, by kind of check and run."""
    if strands.notes is not None:
        yield from _of_notes(strands, settings, variants)
    if strands.survey is not None:
        yield from _of_survey(strands, settings)
    yield from _bootstrap(strands, settings, seed)


def _of_notes(strands: Strands, settings: Robustness, variants: dict[tuple[str, str], NotesStrand]) -> Runs:
    survey, _, published = strands.readings()
    main = strands.notes
    yield "without one note", main.notes["note_id"].tolist(), outcomes(survey, main.read_without_each(), published)
    for kind, column in (("without one group", "stakeholder"), ("without one region", "region")):
        of_notes = main.notes[column].to_numpy(dtype=str)
        groups = np.unique(of_notes)
        weights = (of_notes[None, :] != groups[:, None]).astype(float)
        yield kind, groups.tolist(), outcomes(survey, main.read(weights), published)
    moved = {f"balance {value:g}": replace(main, balance=value) for value in settings.balances}
    for notes in settings.prominent_notes:
        moved[f"{notes} notes"] = replace(main, prominence=main.prominence.model_copy(update={"notes": notes}))
    others = variants | {("notes threshold moved", run): strand for run, strand in moved.items()}
    for kind in dict.fromkeys(kind for kind, _ in others):
        runs = {run: strand for (one, run), strand in others.items() if one == kind}
        yield kind, list(runs), np.vstack([outcomes(survey, one.read(), published) for one in runs.values()])


def _of_survey(strands: Strands, settings: Robustness) -> Runs:
    _, notes, published = strands.readings()
    moves = [f"{move:+g}".replace("-", "\u2212") for move in settings.threshold_moves]
    moved = [outcomes(strands.survey.read(move=move), notes, published) for move in settings.threshold_moves]
    yield "survey threshold moved", moves, np.vstack(moved)
    yield "weights left out", ["unweighted"], outcomes(strands.survey.read(weighted=False), notes, published)


def _bootstrap(strands: Strands, settings: Robustness, seed: int) -> Runs:
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
        stack = np.vstack(parts)
        yield kind, [f"draw {at + 1}" for at in range(len(stack))], stack


def _draws(random: np.random.Generator, n: int, draws: int) -> np.ndarray:
    """(draws, n) how often each is drawn."""
    return random.multinomial(n, np.full(n, 1 / n), size=draws).astype(float)


def table(finding_ids: list[str], main: np.ndarray, runs: Runs) -> pd.DataFrame:
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
