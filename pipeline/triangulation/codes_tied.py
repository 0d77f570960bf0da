"""The codes of codebooks/themes.yaml that findings are tied to, and whether each is in use there."""

from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import collecting, did_you_mean
from pipeline.triangulation.evaluation import EvaluationCodebook

WHERE = "codebooks/evaluation.yaml"


def check_codes(themes: ThemesCodebook | None, matrix: EvaluationCodebook) -> None:
    """Raises StudyError(s) for each code that is not in use in codebooks/themes.yaml."""
    if themes is None:
        return
    with collecting() as mistakes:
        for finding in matrix.findings:
            for tie in finding.codes:
                if tie.code in themes.ids:
                    continue
                now = themes.current(tie.code)
                what = "is not in codebooks/themes.yaml" if now is None else "is no longer in use"
                renamed = f"It is now {now.id!r}; write that." if now is not None and now.is_active else ""
                todo = renamed or did_you_mean(tie.code, themes.ids, "Correct it there.")
                mistakes.add(f"{WHERE}, finding {finding.id}", f"the code {tie.code!r} {what}", "a code in use", todo)
