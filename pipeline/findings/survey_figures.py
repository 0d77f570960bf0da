"""The figures of survey and coding: indicators, codes by group, saturation, agreement. See `figure_style`."""

import pandas as pd

from pipeline import language as write
from pipeline.findings.document import Names
from pipeline.findings.figure_style import (
    BLUE,
    GREY,
    INK,
    LINE_HEIGHT,
    ORANGE,
    Drawn,
    lines,
    literal,
    names_axis,
    percent_axis,
    styled,
)  # fmt: skip
from pipeline.findings.sources import OVERALL, Sources


def indicators(sources: Sources, words: Names) -> Drawn | None:
    """Shares with their 95% intervals, against the figure in print."""
    import altair as alt

    frame = sources.indicators
    overall = frame[(frame["breakdown"] == OVERALL) & frame["percent"].notna()].droplevel([1, 2])
    names = [name for name in sources.indicator_order if name in overall.index]
    if not names:
        return None
    rows = overall.loc[names].reset_index(drop=True)
    printed: dict[str, list[tuple[str, float]]] = {}
    for claim, row in sources.published_raw.iterrows():
        if claim in sources.published.index and row.get("unit") == "percent" and row.get("indicator") in names:
            printed.setdefault(row["indicator"], []).append((claim, row["value"]))
    rows = rows.assign(text=[write.percent(value, words.language) for value in rows["percent"]])
    marks = pd.DataFrame(
        [{"indicator": name, "value": value} for name, values in printed.items() for _, value in values],
        columns=["indicator", "value"],
    ).drop_duplicates()
    y = alt.Y("indicator:N", sort=names, axis=names_axis({name: words.indicator(name) for name in names}))
    scale = alt.Scale(domain=[0, 100])
    base = alt.Chart(rows[["indicator", "percent", "ci_low", "ci_high", "text"]]).encode(y=y)
    kinds = {"data": words("legend.data"), "print": words("legend.print")}
    color = alt.Scale(domain=list(kinds.values()), range=[BLUE, ORANGE])
    shape = alt.Scale(domain=list(kinds.values()), range=["circle", "diamond"])
    x = alt.X("percent:Q", scale=scale, title=words("axis.share"), axis=percent_axis(words))
    chart = alt.layer(
        base.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("ci_low:Q", scale=scale), x2=alt.X2("ci_high:Q")),
        alt.Chart(marks.assign(kind=kinds["print"]))
        .mark_point(size=110, strokeWidth=2, filled=False)
        .encode(
            y=y,
            x=alt.X("value:Q", scale=scale),
            color=alt.Color("kind:N", scale=color, title=None),
            shape=alt.Shape("kind:N", scale=shape, title=None),
        ),
        base.transform_calculate(kind=literal(kinds["data"]))
        .mark_point(size=70, filled=True, opacity=1)
        .encode(x=x, color=alt.Color("kind:N", scale=color), shape=alt.Shape("kind:N", scale=shape)),
        base.mark_text(align="left", dx=6, color=INK, fontSize=12).encode(
            x=alt.X("ci_high:Q", scale=scale), text=alt.Text("text:N")
        ),
        width=300,
        height=alt.Step(26),
    )
    first, last = rows.sort_values("percent").iloc[-1], rows.sort_values("percent").iloc[0]
    alt_text = words(
        "alt.indicators", n=len(names), high=words.indicator(first["indicator"]), high_value=first["text"],
        low=words.indicator(last["indicator"]), low_value=last["text"],
    )  # fmt: skip
    return styled(chart, alt_text)


def code_groups(sources: Sources, words: Names) -> Drawn | None:
    """In how many notes of each stakeholder group each code stands. Groups too small to print are taken together."""
    import altair as alt

    if sources.codings.empty:
        return None
    small, table = sources.codes_by_group
    together = write.listed([words.own("headings", one).lower() for one in small], words.language)
    names = {group: words.own("headings", group) if group != "+" else together for group in table["group"].unique()}
    order = [group for group in dict.fromkeys(sources.status["stakeholder"]) if group in names] + (
        ["+"] if "+" in names else []
    )
    table = table.assign(
        text=[write.number(notes, words.language) for notes in table["notes"]],
        light=table["percent"] > 55,
    )
    bases = table.groupby("group")["base"].first()
    heads = {group: f"{names[group]} ({bases[group]:.0f})" for group in order}
    x = alt.X("group:N", sort=order, axis=alt.Axis(
        orient="top", labelAngle=0, title=None, domain=False, ticks=False, labelBaseline="top",
        labelPadding=LINE_HEIGHT * max(len(lines(head, 15)) for head in heads.values()) + 2,
        labelExpr=f"({literal({group: lines(head, 15) for group, head in heads.items()})})[datum.value]",
    ))  # fmt: skip
    y = alt.Y("code:N", sort=list(sources.codes),
              axis=names_axis({code: words.code(code) for code in sources.codes}, labelPadding=6))  # fmt: skip
    base = alt.Chart(table[["code", "group", "notes", "percent", "text", "light"]]).encode(x=x, y=y)
    chart = alt.layer(
        base.mark_rect(stroke="white", strokeWidth=1.5).encode(
            color=alt.Color(
                "percent:Q",
                scale=alt.Scale(domain=[0, 100], range=["#f7fbff", "#6aaed6", "#08306b"]),
                title=words("axis.share_of_notes"),
                legend=alt.Legend(gradientLength=180, tickCount=3, values=[0, 50, 100]),
            )
        ),
        base.mark_text(fontSize=11.5).encode(
            text=alt.Text("text:N"), color=alt.condition("datum.light", alt.value("white"), alt.value(INK))
        ),
        width=88 * len(order),
        height=alt.Step(20),
    )
    top = table.sort_values(["percent", "code"], ascending=[False, True]).iloc[0]
    alt_text = words(
        "alt.code_groups", codes=table["code"].nunique(), groups=len(order), code=words.code(top["code"]),
        group=names[top["group"]].lower(), n=write.of(top["notes"], top["base"], words.language),
    )  # fmt: skip
    return styled(chart, alt_text)


def saturation(sources: Sources, words: Names) -> Drawn | None:
    """Codes met after each note, in the order of the manifest, against random orders (median and 95% range)."""
    import altair as alt

    curve = sources.saturation
    if curve.empty:
        return None
    scale = alt.Scale(domain=[0, float(curve["cumulative"].max()) + 2])
    x = alt.X("position:Q", title=words("axis.notes_read"), axis=alt.Axis(tickMinStep=1))
    base = alt.Chart(curve[["position", "cumulative", "low", "median", "high"]]).encode(x=x)
    chart = alt.layer(
        base.mark_area(color=BLUE, opacity=0.18).encode(y=alt.Y("low:Q", scale=scale), y2=alt.Y2("high:Q")),
        base.mark_line(color=BLUE, strokeDash=[5, 4]).encode(y=alt.Y("median:Q", scale=scale)),
        base.mark_line(color=INK, strokeWidth=2.2, interpolate="step-after").encode(
            y=alt.Y("cumulative:Q", scale=scale, title=words("axis.codes_met"))
        ),
        width=540,
        height=260,
    )
    full = curve["cumulative"].max()
    reached = int(curve.loc[curve["cumulative"] == full, "position"].min())
    return styled(chart, words("alt.saturation", codes=int(full), reached=reached, notes=len(curve)))


def agreement(sources: Sources, words: Names) -> Drawn | None:
    """Cohen's kappa of the two people on each code, with 95% intervals (bootstrap by note)."""
    import altair as alt

    frame = sources.reliability
    people = frame[(frame["coder_a"] != "machine") & (frame["coder_b"] != "machine") & frame["kappa"].notna()]
    rows = people[people["code"].isin(sources.codes)].drop_duplicates("code")
    if rows.empty:
        return None
    rows = rows.assign(text=[write.number(value, words.language, 2) for value in rows["kappa"]])
    order = list(rows.sort_values(["kappa", "code"], ascending=[False, True])["code"])
    y = alt.Y("code:N", sort=order, axis=names_axis({code: words.code(code) for code in order}))
    scale = alt.Scale(domain=[min(0.0, float(rows["ci_low"].min(skipna=True) or 0)), 1.0], nice=False)
    base = alt.Chart(rows[["code", "kappa", "ci_low", "ci_high", "text"]]).encode(y=y)
    guide = alt.Chart(pd.DataFrame({"at": [0.6, 0.8]})).mark_rule(color=GREY, strokeDash=[3, 3]).encode(x=alt.X("at:Q"))
    decimal = literal(write.number(0.5, words.language, 1)[1])
    axis = alt.Axis(labelExpr=f"replace(format(datum.value, '.1f'), '.', {decimal})", tickCount=5)
    chart = alt.layer(
        guide,
        base.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("ci_low:Q", scale=scale), x2=alt.X2("ci_high:Q")),
        base.mark_point(color=BLUE, filled=True, size=70, opacity=1).encode(
            x=alt.X("kappa:Q", scale=scale, title=words("axis.kappa"), axis=axis)
        ),
        base.mark_text(align="left", dx=8, color=INK, fontSize=11.5).encode(x=alt.XValue(262), text=alt.Text("text:N")),
        width=260,
        height=alt.Step(19),
    )
    last, first = order[-1], order[0]
    values = rows.set_index("code")["text"]
    alt_text = words("alt.agreement", codes=len(order), high=values[first], low=values[last], low_code=words.code(last))
    return styled(chart, alt_text)
