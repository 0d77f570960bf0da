"""Codes that know one direction only: what they count could not have been contradicted.

A code is one-sided for a finding where the evaluator says so; where the codebook gives it a direction; where none of
its examples in the codebook of themes speaks against the finding, with reservations or plainly; or where people gave it
in `one_sided_from` notes or more and never against.
"""

from pipeline.decisions.themes import ThemesCodebook
from pipeline.triangulation.evaluation import CodeTie


def by_codebook(tie: CodeTie, themes: ThemesCodebook | None) -> bool:
    """Whether the codebook gives the code one direction; a codebook without examples with a stance does not tell."""
    if tie.one_sided is not None:
        return tie.one_sided
    if tie.contradicts == []:
        return True
    code = None if themes is None else themes.current(tie.code)
    if code and code.direction:
        return True
    stances = [example.stance for _, example in code.examples.pairs() if example.stance] if code else []
    return bool(stances) and not any(tie.direction(stance) == "contradicts" for stance in stances)


def by_use(people_speak: int, people_against: int, least: int) -> bool:
    """Whether people gave it often enough to have met somebody against it, and never did."""
    return people_speak >= least and people_against == 0
