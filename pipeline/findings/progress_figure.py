"""Progress to a target: what was planned, what came of it step by step, as bars on one scale from nought.

The study says in reports/chapters/document.yaml which figures in print are steps of which target. A step that adds up
several figures is hatched: where the sum is another than the total in print, the reader sees both.
"""

import pandas as pd

from pipeline import language as write
from pipeline.findings.charts import layer
from pipeline.findings.document import Names, Step
from pipeline.findings.figure_style import BLUE, INK, PALE, Drawn, names_axis, styled, tip
from pipeline.findings.sources import Sources

BAR, HATCH = 26, 7  # height of a bar, pixels between the strokes that hatch it


def value_of(step: Step, sources: Sources) -> float | None:
    """The step's figure in print, or the sum of several; None where one of them is not there."""
    claims = step.sum or [step.claim]
    if any(claim not in sources.published.index for claim in claims):
        return None
    return float(sources.published.loc[claims, "published"].sum())


def progress(sources: Sources, words: Names) -> Drawn | None:
    """The figure, or None where the study names no target or a figure of it is not there."""
    import altair as alt

    steps = words.document.progress
    values = [value_of(step, sources) for step in steps]
    known = [(step, value) for step, value in zip(steps, values, strict=True) if value is not None]
    if len(known) < 2:
        return None
    language, target = words.language, known[0][1]
    rows = pd.DataFrame(
        [
            {"step": str(at), "name": step.label[language], "value": value, "target": at == 0, "summed": bool(step.sum),
             "text": _text(value, target, at, language),
             "tip": tip(_tip(step, sources, words))}
            for at, (step, value) in enumerate(known)
        ]
    )  # fmt: skip
    y = alt.Y("step:N", sort=list(rows["step"]), axis=names_axis(dict(zip(rows["step"], rows["name"], strict=True)),
              labelPadding=8))  # fmt: skip
    scale = alt.Scale(domain=[0, float(rows["value"].max()) * 1.24], nice=False)
    x = alt.X("value:Q", scale=scale, axis=None)
    base = alt.Chart(rows).encode(y=y)
    strokes = pd.DataFrame(
        [
            {"step": row.step, "at": at}
            for row in rows[rows["summed"]].itertuples()
            for at in _strokes(row.value, scale)
        ],
        columns=["step", "at"],
    )
    colour = alt.Color(
        "kind:N", legend=None, scale=alt.Scale(domain=["target", "sum", "step"], range=[PALE, "white", BLUE])
    )
    hatch = alt.Chart(strokes).mark_point(shape="M-.5,.5L.5,-.5", size=3 * BAR * BAR, color=BLUE, strokeWidth=1.2)
    chart = layer(
        base.transform_calculate(kind="datum.target ? 'target' : datum.summed ? 'sum' : 'step'")
        .mark_bar(height=BAR, stroke=BLUE, strokeWidth=1.2)
        .encode(x=x, color=colour, description=alt.Description("tip:N")),
        hatch.encode(y=y, x=alt.X("at:Q", scale=scale, axis=None), opacity=alt.value(1)),
        base.mark_text(align="left", dx=7, fontSize=13, color=INK, fontWeight="bold")
        .encode(x=x, text=alt.Text("text:N")),
        width=430, height=alt.Step(BAR + 14),
    )  # fmt: skip
    return styled(chart, _alternative(rows, words), _title(known, target, words), _subtitle(known, words))


def _strokes(value: float, scale: object) -> list[float]:
    """Where the hatching strokes of a bar stand, in the units of the scale."""
    unit = getattr(scale, "domain")[1] / 430  # noqa: B009 - altair's classes say nothing of their attributes
    half = BAR * 0.45
    return [at * unit for at in range(int(half), int(value / unit - half) + 1, HATCH)]


def _text(value: float, target: float, at: int, language: str) -> str:
    number = write.number(value, language)
    return number if at == 0 else f"{number} ({write.percent(100 * value / target, language)})"


def _tip(step: Step, sources: Sources, words: Names) -> str:
    """Each figure in print behind a bar, and the same from the data where they give it."""
    parts = []
    for claim in step.sum or [step.claim]:
        row = sources.published.loc[claim]
        found = "" if pd.isna(row["recomputed"]) else write.number(row["recomputed"], words.language)
        said = (
            f"{words.own('claims', claim)}{write.colon(words.language)}{write.number(row['published'], words.language)}"
        )
        parts.append(words("tip.progress", said=said, data=found) if found else said)
    return "; ".join(parts)


def _title(known: list[tuple[Step, float]], target: float, words: Names) -> str:
    parts = [
        f"{write.percent(100 * value / target, words.language)} {step.short[words.language]}"
        for step, value in known[1:]
        if step.short and not step.sum
    ]
    return words("title.progress", parts=", ".join(parts)) if parts else ""


def _subtitle(known: list[tuple[Step, float]], words: Names) -> str:
    printed = {value for step, value in known if not step.sum}
    apart = [step for step, value in known if step.sum and value not in printed]
    return words("subtitle.progress") + (" " + words("subtitle.progress_sum") if apart else "")


def _alternative(rows: pd.DataFrame, words: Names) -> str:
    parts = [
        f"{row.name}{write.colon(words.language)}{row.text}"
        for row in rows[["name", "text"]].itertuples(name="R", index=False)
    ]
    return words("alt.progress", parts="; ".join(parts))
