"""The figures of survey and coding: indicators, codes by group, saturation. See `figure_style`."""

import pandas as pd

from pipeline import language as write
from pipeline.findings.charts import layer
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
    tip,
)  # fmt: skip
from pipeline.findings.sources import OVERALL, Sources


def indicators(sources: Sources, words: Names, only: list[str] | None = None) -> Drawn | None:
    """Shares with their 95% intervals, the largest first; a figure in print beside it where it says another number."""
    import altair as alt

    frame = sources.indicators
    overall = frame[(frame["breakdown"] == OVERALL) & frame["percent"].notna()].droplevel([1, 2])
    names = [name for name in (only or sources.indicator_order) if name in overall.index]
    if not names:
        return None
    language = words.language
    rows = overall.loc[names].reset_index(drop=True)[
        ["indicator", "percent", "ci_low", "ci_high", "numerator", "denominator"]
    ]
    rows = rows.sort_values("percent", ascending=False, kind="stable")
    rows["text"] = [write.percent(value, language) for value in rows["percent"]]
    rows["tip"] = [
        tip(words("tip.share", name=words.indicator(row.indicator), share=row.text,
                  base=write.of(row.numerator, row.denominator, language),
                  interval=write.interval(row.ci_low, row.ci_high, language)))
        for row in rows.itertuples()
    ]  # fmt: skip
    order = list(rows["indicator"])
    y = alt.Y("indicator:N", sort=order, axis=names_axis({name: words.indicator(name) for name in order}))
    scale = alt.Scale(domain=[0, 100])
    base = alt.Chart(rows.drop(columns=["numerator", "denominator"])).encode(y=y)
    layers = [
        alt.Chart(pd.DataFrame({"at": [50]}))
        .mark_rule(color=GREY, strokeDash=[4, 3])
        .encode(x=alt.X("at:Q", scale=scale)),
        base.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("ci_low:Q", scale=scale), x2=alt.X2("ci_high:Q")),
        base.mark_point(color=BLUE, size=80, filled=True, opacity=1).encode(
            x=alt.X("percent:Q", scale=scale, title=words("axis.share"), axis=percent_axis(words)),
            description=alt.Description("tip:N"),
        ),
        base.mark_text(align="left", dx=6, color=INK, fontSize=12).encode(
            x=alt.X("ci_high:Q", scale=scale), text=alt.Text("text:N")
        ),
    ]
    printed = _printed_otherwise(sources, words, rows.set_index("indicator")["percent"])
    if not printed.empty:
        layers.append(
            alt.Chart(printed).mark_point(size=100, strokeWidth=2, filled=False, color=ORANGE, shape="diamond").encode(
                y=y, x=alt.X("value:Q", scale=scale), description=alt.Description("tip:N")
            )
        )  # fmt: skip
    chart = layer(*layers, width=280, height=alt.Step(26))
    said = "; ".join(f"{words.indicator(row.indicator)}{write.colon(language)}{row.text}" for row in rows.itertuples())
    above, below = int((rows["ci_low"] > 50).sum()), int((rows["ci_high"] < 50).sum())
    bases = rows["denominator"]
    subtitle = words("subtitle.indicators", low=int(bases.min()), high=int(bases.max()))
    return styled(
        chart, words("alt.indicators", said=said), words("title.indicators", n=len(rows), above=above, below=below),
        subtitle + (" " + words("subtitle.indicators_print") if len(printed) else ""),
    )  # fmt: skip


def _printed_otherwise(sources: Sources, words: Names, shares: pd.Series) -> pd.DataFrame:
    """Figures in print that round to another per cent than the share they stand for; columns indicator, value, tip."""
    rows = []
    for claim, row in sources.published_raw.iterrows():
        name = row.get("indicator")
        if claim in sources.published.index and row.get("unit") == "percent" and name in shares.index:
            value = float(row["value"])
            if write.rounded(value) != write.rounded(float(shares[name])):
                said = words("tip.print", claim=words.own("claims", claim), value=write.percent(value, words.language))
                rows.append({"indicator": name, "value": value, "tip": tip(said)})
    return pd.DataFrame(rows, columns=["indicator", "value", "tip"]).drop_duplicates(["indicator", "value"])


def code_groups(sources: Sources, words: Names) -> Drawn | None:
    """In how many notes of each stakeholder group each code stands. Groups too small to print are taken together."""
    import altair as alt

    if sources.codings.empty:
        return None
    small, table = sources.codes_by_group
    together = write.listed([words.own("headings", one) for one in small], words.language)
    names = {group: words.own("headings", group) if group != "+" else together for group in table["group"].unique()}
    order = [group for group in dict.fromkeys(sources.status["stakeholder"]) if group in names] + (
        ["+"] if "+" in names else []
    )
    table = table.assign(
        text=[write.number(notes, words.language) for notes in table["notes"]],
        light=table["percent"] > 55,
        tip=[tip(words("tip.notes", code=words.code(code), group=names[group], n=write.of(notes, base, words.language)))
             for code, group, notes, base in table[["code", "group", "notes", "base"]].itertuples(index=False)],
    )  # fmt: skip
    bases = table.groupby("group")["base"].first()
    heads = {group: f"{names[group]} ({bases[group]:.0f})" for group in order}
    x = alt.X("group:N", sort=order, axis=alt.Axis(
        orient="top", labelAngle=0, title=None, domain=False, ticks=False, labelBaseline="top",
        labelPadding=LINE_HEIGHT * max(len(lines(head, 14)) for head in heads.values()) + 2,
        labelExpr=f"({literal({group: lines(head, 14) for group, head in heads.items()})})[datum.value]",
    ))  # fmt: skip
    y = alt.Y("code:N", sort=list(sources.codes),
              axis=names_axis({code: words.code(code) for code in sources.codes}, labelPadding=6))  # fmt: skip
    base = alt.Chart(table[["code", "group", "notes", "percent", "text", "light", "tip"]]).encode(x=x, y=y)
    chart = layer(
        base.mark_rect(stroke="white", strokeWidth=1.5).encode(
            color=alt.Color(
                "percent:Q",
                scale=alt.Scale(domain=[0, 100], range=["#f7fbff", "#6aaed6", "#08306b"]),
                title=words("axis.share_of_notes"),
                legend=alt.Legend(gradientLength=180, tickCount=3, values=[0, 50, 100]),
            ),
            description=alt.Description("tip:N"),
        ),
        base.mark_text(fontSize=11.5).encode(
            text=alt.Text("text:N"), color=alt.condition("datum.light", alt.value("white"), alt.value(INK))
        ),
        width=76 * len(order),
        height=alt.Step(20),
    )
    top = table.sort_values(["percent", "code"], ascending=[False, True]).iloc[0]
    alt_text = words(
        "alt.code_groups", codes=table["code"].nunique(), groups=len(order), code=words.code(top["code"]),
        group=names[top["group"]], n=write.of(top["notes"], top["base"], words.language),
    )  # fmt: skip
    title = words(
        "title.code_groups", code=words.code(top["code"]), group=names[top["group"]],
        n=write.of(top["notes"], top["base"], words.language),
    )  # fmt: skip
    return styled(chart, alt_text, title, words("figure.code_groups"))


def saturation(sources: Sources, words: Names) -> Drawn | None:
    """Codes met after each note, in the order of the manifest, against random orders (median and 95% range)."""
    import altair as alt

    curve = sources.saturation
    if curve.empty:
        return None
    scale = alt.Scale(domain=[0, float(curve["cumulative"].max()) + 2])
    x = alt.X("position:Q", title=words("axis.notes_read"), axis=alt.Axis(tickMinStep=1))
    base = alt.Chart(curve[["position", "cumulative", "low", "median", "high"]]).encode(x=x)
    chart = layer(
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
    said = words("alt.saturation", codes=int(full), reached=reached, notes=len(curve))
    return styled(
        chart, said, words("title.saturation", codes=int(full), reached=reached, notes=len(curve)),
        words("figure.saturation"),
    )  # fmt: skip
