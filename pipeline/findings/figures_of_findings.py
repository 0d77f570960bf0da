"""The figures of triangulation: what each line of evidence says of a finding and what they say together, where the
findings of each theme stand, and which findings each recommendation rests on.
"""

from typing import Any

import pandas as pd

from pipeline import language as write
from pipeline.findings.charts import beside, layer
from pipeline.findings.document import Names
from pipeline.findings.figure_style import (
    BETWEEN,
    BLUE,
    INK,
    LINE,
    LINE_HEIGHT,
    ORANGE,
    PURPLE,
    SOFT,
    Drawn,
    lines,
    literal,
    percent_axis,
    styled,
    text_panel,
    tip,
)
from pipeline.findings.sources import ALL, OVERALL, Sources, as_list
from pipeline.tables import DataFrame
from pipeline.tables.triangulation import Matrix

STANDING = {
    "well supported": BLUE,
    "supported with reservations": "#7fb8dc",
    "divided": PURPLE,
    "contradicted": ORANGE,
    "not supported": BETWEEN,
    "not enough evidence": "#dfe5ec",
    "not yet due": "#ffffff",
}
DIRECTION = {"n_notes_for": (BLUE, "white"), "n_notes_between": (BETWEEN, INK), "n_notes_against": (ORANGE, "white")}
READINGS = ("survey", "notes", "documents", "admin")  # lines of evidence that speak for themselves; print only restates
STATEMENT, TOGETHER = (38, 232), (26, 160)  # characters of a line and pixels of the panels of words


def joint_display(sources: Sources, words: Names, theme: str = "") -> Drawn | None:
    """The joint display of a theme: the sentence that may be said, the survey's share, the notes for and against, and
    what the lines of evidence say together (after Guetterman, Fetters and Creswell 2015).
    """
    import altair as alt

    matrix = sources.matrix
    matrix = matrix[matrix["theme"] == theme] if theme else matrix
    if matrix.empty:
        return None
    texts = {finding: lines(str(row[f"headline_{words.language}"]), STATEMENT[0]) for finding, row in matrix.iterrows()}
    together = {finding: _together(row, words) for finding, row in matrix.iterrows()}
    step = LINE_HEIGHT * max(2, *(len(one) for one in [*texts.values(), *together.values()])) + 12
    panels = [text_panel(texts, STATEMENT[1], step)]
    survey = _survey_panel(matrix, sources, step, words)
    if survey is not None:
        panels.append(survey)
    if matrix["n_notes"].sum() > 0:
        panels.append(_notes_panel(matrix, step, words))
    heads = {finding: len(lines(_agreement(row, words), TOGETHER[0])) for finding, row in matrix.iterrows()}
    panels.append(text_panel(together, TOGETHER[1], step, bold=heads))
    # Flush: the legend over the notes is wider than their panel.
    chart = beside(
        *panels, spacing=18, bounds="flush", resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="independent"))
    )
    several = sum(len(_speaking(row)) > 1 for _, row in matrix.iterrows())
    name = words.theme(theme) if theme else words("all_themes")
    said = "; ".join(f"{' '.join(texts[one])} {' '.join(together[one])}" for one in texts)
    return styled(
        chart, words("alt.joint_display", theme=name, said=said),
        words("title.joint_display" if several else "title.joint_display_none", n=len(matrix), several=several,
              count=several), words("subtitle.joint_display"),
    )  # fmt: skip


def _speaking(row: pd.Series) -> list[str]:
    """The lines of evidence that have a reading of the finding."""
    return [strand for strand in READINGS if isinstance(row.get(f"{strand}_reading"), str)]


def _agreement(row: pd.Series, words: Names) -> str:
    """How the lines of evidence stand to each other, or which one speaks alone."""
    speaking = _speaking(row)
    if len(speaking) > 1:
        return words(f"together.{row['convergence']}")
    return words("together.one", strand=words(f"strand.{speaking[0]}")) if speaking else words("together.none")


def _together(row: pd.Series, words: Names) -> list[str]:
    """What the lines of evidence say together, in lines: how they stand to each other, who contests it, how sure."""
    against = write.listed([words.group_or_region(one) for one in as_list(row["contested_by"])], words.language)
    more = [words("together.contested", groups=against)] if against else []
    if isinstance(row["confidence"], str):
        more.append(write.sentence(words(f"confidence.{row['confidence']}")))
    return [
        *lines(_agreement(row, words), TOGETHER[0]),
        *(line for one in more for line in lines(one, TOGETHER[0] + 2)),
    ]


def _down(matrix: DataFrame[Matrix]) -> Any:
    """The rows of the display, a finding each, without an axis."""
    import altair as alt

    order = list(matrix.index)
    return alt.Y("finding:N", sort=order, scale=alt.Scale(domain=order), axis=None)


def _survey_panel(matrix: DataFrame[Matrix], sources: Sources, step: int, words: Names) -> Any:
    """Shares with their intervals; None where the survey has nothing on these findings."""
    import altair as alt

    frame, language = sources.indicators, words.language
    points = [
        {"finding": finding, "share": cell["percent"], "low": cell["ci_low"], "high": cell["ci_high"], "nth": at,
         "text": write.percent(cell["percent"], language),
         "tip": tip(words("tip.share", name=words.indicator(name), share=write.percent(cell["percent"], language),
                          base=write.of(cell["numerator"], cell["denominator"], language),
                          interval=write.interval(cell["ci_low"], cell["ci_high"], language)))}
        for finding, row in matrix.iterrows()
        for at, name in enumerate(one for one in as_list(row["indicators"]) if (one, OVERALL, ALL) in frame.index)
        for cell in [frame.loc[(name, OVERALL, ALL)]]
    ]  # fmt: skip
    if not points:
        return None
    rows, scale = pd.DataFrame(points), alt.Scale(domain=[0, 100])
    # Two shares of one finding stand under each other in its row.
    offset = alt.YOffset("nth:O", scale=alt.Scale(domain=sorted(rows["nth"].unique()), paddingOuter=0.6))
    base = alt.Chart(rows).encode(y=_down(matrix))
    if rows["nth"].max():
        base = base.encode(yOffset=offset)
    half = alt.Chart(pd.DataFrame({"at": [50]})).mark_rule(color=LINE).encode(x=alt.X("at:Q", scale=scale))
    return layer(
        half,
        base.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2=alt.X2("high:Q")),
        base.mark_point(color=BLUE, filled=True, size=60, opacity=1).encode(
            x=alt.X("share:Q", scale=scale, title=words("axis.survey"), axis=percent_axis(words, values=[0, 50, 100])),
            description=alt.Description("tip:N"),
        ),
        base.mark_text(dy=-10, color=INK, fontSize=12).encode(x=alt.X("share:Q", scale=scale), text=alt.Text("text:N")),
        width=100, height=alt.Step(step),
    )  # fmt: skip


def _notes_panel(matrix: DataFrame[Matrix], step: int, words: Names) -> Any:
    """Notes for, with reservations and against each finding, one bar of three parts with their counts."""
    import altair as alt

    said = {column: words(f"said.{column}") for column in DIRECTION}
    rows, most = [], float(matrix["n_notes"].max())
    for finding, row in matrix.iterrows():
        start, tally = 0.0, ", ".join(f"{said[column]} {row[column]:.0f}" for column in DIRECTION)
        for column, (_, ink) in DIRECTION.items():
            notes = float(row[column])
            if notes:
                rows.append(
                    {"finding": finding, "said": said[column], "start": start, "end": start + notes,
                     "middle": start + notes / 2,
                     "text": f"{notes:.0f}" if notes * 130 / most > 8 else "",  # else it would run over the part
                     "light": ink == "white", "tip": tip(tally)}
                )  # fmt: skip
            start += notes
    base = alt.Chart(pd.DataFrame(rows)).encode(y=_down(matrix))
    colours = alt.Scale(domain=list(said.values()), range=[colour for colour, _ in DIRECTION.values()])
    return layer(
        base.mark_bar(height=17, stroke="white", strokeWidth=1).encode(
            x=alt.X("start:Q", title=words("axis.notes"), axis=alt.Axis(tickMinStep=5, tickCount=3)),
            x2=alt.X2("end:Q"),
            color=alt.Color("said:N", title=None, scale=colours, legend=alt.Legend(orient="top", symbolType="square")),
            description=alt.Description("tip:N"),
        ),
        base.mark_text(fontSize=11).encode(
            x=alt.X("middle:Q"), text=alt.Text("text:N"),
            color=alt.condition("datum.light", alt.value("white"), alt.value(INK)),
        ),
        width=130, height=alt.Step(step),
    )  # fmt: skip


def standings(sources: Sources, words: Names) -> Drawn | None:
    """How far the evidence goes, by theme: a square a finding, coloured and ordered by where it stands."""
    import altair as alt

    matrix = sources.matrix
    if matrix.empty:
        return None
    there = [one for one in STANDING if one in set(matrix["standing"])]
    rank = {one: at for at, one in enumerate(STANDING)}
    rows = []
    for theme in dict.fromkeys(matrix["theme"]):
        own = matrix[matrix["theme"] == theme]
        own = own.iloc[own["standing"].map(rank).argsort(kind="stable")]
        rows += [
            {"theme": words.theme(theme), "at": at, "standing": words(f"standing.{row.standing}"),
             "tip": tip(str(getattr(row, f"headline_{words.language}")))}
            for at, row in enumerate(own.itertuples())
        ]  # fmt: skip
    frame = pd.DataFrame(rows)
    counts = frame.groupby(["theme", "standing"], sort=False)["at"].agg(["min", "size"]).reset_index()
    counts["light"] = counts["standing"].isin({words(f"standing.{one}") for one in ("well supported", "contradicted")})
    themes = list(dict.fromkeys(frame["theme"]))
    axis = alt.Axis(
        title=None, grid=False, ticks=False, domain=False, labelPadding=8,
        labelExpr=f"({literal({theme: lines(theme, 24) for theme in themes})})[datum.value]",
    )  # fmt: skip
    domain = [words(f"standing.{one}") for one in there]
    x = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[-0.5, frame["at"].max() + 0.5], nice=False))
    y = alt.Y("theme:N", sort=themes, axis=axis)
    side = 430 / (frame["at"].max() + 1)
    chart = layer(
        alt.Chart(frame).mark_square(size=(side - 3) ** 2, opacity=1, stroke=SOFT, strokeWidth=0.7).encode(
            x=x, y=y, description=alt.Description("tip:N"),
            color=alt.Color("standing:N", title=None,
                            scale=alt.Scale(domain=domain, range=[STANDING[one] for one in there]),
                            legend=alt.Legend(orient="bottom", columns=2, symbolType="square", symbolStrokeWidth=0.7)),
        ),
        alt.Chart(counts).mark_text(fontSize=13, fontWeight="bold").encode(
            x=alt.X("min:Q"), y=y, text=alt.Text("size:Q"),
            color=alt.condition("datum.light", alt.value("white"), alt.value(INK)),
        ),
        width=430, height=alt.Step(max(36, side + 6)),
    )  # fmt: skip
    tally = matrix["standing"].value_counts()
    said = "; ".join(
        f"{theme}{write.colon(words.language)}"
        + ", ".join(f"{one['standing']} {one['size']}" for one in counts[counts["theme"] == theme].to_dict("records"))
        for theme in themes
    )
    return styled(
        chart, words("alt.standings", said=said),
        words("title.standings", n=len(matrix), firm=int(tally.get("well supported", 0)),
              partly=int(tally.get("supported with reservations", 0))),
        words("subtitle.standings"),
    )  # fmt: skip
