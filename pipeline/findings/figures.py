"""Every figure a chapter may call, by name, and what each may be about."""

from collections.abc import Callable, Sequence

import pandas as pd

from pipeline.findings import (
    figures_of_findings,
    group_figures,
    logic_model_drawing,
    progress_figure,
    recommendations_figure,
    survey_figures,
)
from pipeline.findings.chapter_mistakes import ChapterMistake, unknown
from pipeline.findings.document import Names
from pipeline.findings.figure_style import Drawn
from pipeline.findings.sources import OVERALL, Sources

FIGURES: dict[str, Callable[..., Drawn | None]] = {
    "indicators": survey_figures.indicators,
    "groups_apart": group_figures.groups_apart,
    "group_shares": group_figures.group_shares,
    "stance_by_group": group_figures.stance_by_group,
    "code_groups": survey_figures.code_groups,
    "saturation": survey_figures.saturation,
    "standings": figures_of_findings.standings,
    "joint_display": figures_of_findings.joint_display,
    "logic_model": logic_model_drawing.logic_model,
    "progress": progress_figure.progress,
    "recommendations_map": recommendations_figure.recommendations_map,
}
ABOUT = {"joint_display": "theme", "stance_by_group": "finding", "group_shares": "by"}  # what a figure may be about


def drawn_figure(sources: Sources, words: Names, name: str, about: str, only: Sequence[str]) -> Drawn | None:
    """A figure, drawn once from these tables; None where the study has nothing to show in it.

    Raises ChapterMistake for a figure, a finding, a breakdown or an indicator that is not there.
    """
    if name not in FIGURES:
        raise unknown("figure", name, list(FIGURES))
    _check(sources, name, about, only)
    key = (name, words.language, about, *only)
    if key not in sources.drawings:
        from altair.utils.schemapi import debug_mode

        options = {**({ABOUT[name]: about} if about else {}), **({"only": list(only)} if only else {})}
        # The specifications are ours: checking each against the schema costs seconds. And Altair takes texts cell by
        # cell, which Arrow's are slow at.
        with debug_mode(False), pd.option_context("future.infer_string", False):
            sources.drawings[key] = FIGURES[name](sources, words, **options)
    return sources.drawings[key]


def _check(sources: Sources, name: str, about: str, only: Sequence[str]) -> None:
    wants, indicators = ABOUT.get(name, ""), set(sources.indicators["indicator"])
    breakdowns = sorted(set(sources.indicators["breakdown"]) - {OVERALL})
    if about and not wants:
        raise ChapterMistake(f"the figure {name!r} is about the whole study, not {about!r}")
    if wants == "finding" and about not in sources.matrix.index:
        raise unknown("finding", about, sorted(sources.matrix.index))
    if wants == "by" and about not in breakdowns:
        raise unknown("breakdown", about, breakdowns)
    for indicator in only:
        if indicator not in indicators:
            raise unknown("indicator", indicator, sorted(indicators))
