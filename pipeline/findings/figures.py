"""The figures of the findings: Altair charts in one style, in both languages, drawn to SVG and PNG by vl-convert.

Colours are Okabe and Ito's (2008), which people with any colour vision tell apart; shapes and printed values repeat what
a colour says. Every figure comes with an alternative text that says in words what it shows.
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pipeline.findings import typography
from pipeline.findings.document import Words
from pipeline.findings.sources import ALL, OVERALL, Sources, as_list
from pipeline.study import fingerprint

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"  # bundled with vl-convert; Arial has the same widths
INK, SOFT, LINE = "#1c2430", "#4a5566", "#c9d1dc"
BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8a94a3"
CONVERGENCE = {"agreement": GREEN, "partial agreement": BLUE, "dissonance": ORANGE, "silence": GREY}
DIRECTION = {"supports": BLUE, "mixed": PURPLE, "contradicts": ORANGE}
WIDTH = 640


@dataclass(frozen=True)
class Drawn:
    """A figure as its Vega-Lite specification and its alternative text."""

    spec: dict
    alt: str


NAMES = ("indicators", "code_groups", "joint_display", "saturation", "convergence", "agreement")


def draw(sources: Sources, words: Words) -> dict[str, Drawn]:
    """Every figure the study has data for, by name (see `NAMES`)."""
    makers: list[Callable[[Sources, Words], Drawn | None]] = [
        indicators, code_groups, joint_display, saturation, convergence, agreement,
    ]  # fmt: skip
    drawn = {name: make(sources, words) for name, make in zip(NAMES, makers, strict=True)}
    return {name: figure for name, figure in drawn.items() if figure}


def render(spec: dict, kind: str, cache) -> bytes:
    """The figure as `svg` or `png` (twice the size), from the cache where the same figure was drawn before."""
    import json

    import vl_convert

    path = cache / "figures" / f"{fingerprint(json.dumps(spec, sort_keys=True), vl_convert.__version__)}.{kind}"
    if not path.exists():
        made = vl_convert.vegalite_to_svg(spec) if kind == "svg" else vl_convert.vegalite_to_png(spec, scale=2)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.encode() if isinstance(made, str) else made)
    return path.read_bytes()


def _spec(chart, **options) -> dict:
    """The chart in the house style, as a plain specification."""
    chart = (
        chart.configure(font=FONT, background="white", padding=6)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=SOFT, titleFontWeight="normal", labelFontSize=12, titleFontSize=12,
            gridColor="#e6eaf0", domainColor=LINE, tickColor=LINE, labelLimit=400, labelLineHeight=14,
        )
        .configure_legend(labelColor=INK, titleColor=SOFT, labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
                          orient="top", labelLimit=400, symbolSize=90)
        .configure_title(fontSize=12, color=SOFT, fontWeight="normal", anchor="start")
    )  # fmt: skip
    return chart.to_dict()


def _lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width)


def _axis_of_lines(texts: dict[str, str], width: int, **options):
    """A y axis that shows the wrapped text of each key (an axis label can be a list of lines)."""
    import json

    import altair as alt

    table = json.dumps({key: _lines(text, width) for key, text in texts.items()}, ensure_ascii=False)
    return alt.Axis(labelExpr=f"({table})[datum.value]", title=None, grid=False, ticks=False, domain=False, **options)


def _percent_axis(words: Words, **options):
    import altair as alt

    sign = "%" if words.language == "en" else "\u00a0%"
    return alt.Axis(labelExpr=f"datum.value + '{sign}'", tickCount=5, **options)


def indicators(sources: Sources, words: Words) -> Drawn | None:
    """Shares with their 95% intervals, against the figure in print."""
    import altair as alt

    frame = sources.indicators
    overall = frame[(frame["breakdown"] == OVERALL) & frame["percent"].notna()].droplevel([1, 2])
    names = [name for name in sources.indicator_order if name in overall.index]
    if not names:
        return None
    rows = overall.loc[names].reset_index(drop=True)
    printed = {}
    for claim, row in sources.published_raw.iterrows():
        if claim in sources.published.index and row.get("unit") == "percent" and row.get("indicator") in names:
            printed.setdefault(row["indicator"], []).append((claim, row["value"]))
    rows = rows.assign(text=[typography.percent(value, words.language) for value in rows["percent"]])
    marks = pd.DataFrame(
        [{"indicator": name, "value": value} for name, values in printed.items() for _, value in values],
        columns=["indicator", "value"],
    ).drop_duplicates()
    y = alt.Y("indicator:N", sort=names, axis=_axis_of_lines({name: words.indicator(name) for name in names}, 42))
    scale = alt.Scale(domain=[0, 100])
    base = alt.Chart(rows[["indicator", "percent", "ci_low", "ci_high", "text"]]).encode(y=y)
    kinds = {"data": words("legend.data"), "print": words("legend.print")}
    color = alt.Scale(domain=list(kinds.values()), range=[BLUE, ORANGE])
    shape = alt.Scale(domain=list(kinds.values()), range=["circle", "diamond"])
    x = alt.X("percent:Q", scale=scale, title=words("axis.share"), axis=_percent_axis(words))
    chart = alt.layer(
        base.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("ci_low:Q", scale=scale), x2="ci_high:Q"),
        alt.Chart(marks.assign(kind=kinds["print"]))
        .mark_point(size=110, strokeWidth=2, filled=False)
        .encode(
            y=y,
            x=alt.X("value:Q", scale=scale),
            color=alt.Color("kind:N", scale=color, title=None),
            shape=alt.Shape("kind:N", scale=shape, title=None),
        ),
        base.transform_calculate(kind=_json(kinds["data"]))
        .mark_point(size=70, filled=True, opacity=1)
        .encode(x=x, color=alt.Color("kind:N", scale=color), shape=alt.Shape("kind:N", scale=shape)),
        base.mark_text(align="left", dx=6, color=INK, fontSize=12).encode(
            x=alt.X("ci_high:Q", scale=scale), text="text:N"
        ),
    ).properties(width=330, height=alt.Step(27))
    first, last = rows.sort_values("percent").iloc[-1], rows.sort_values("percent").iloc[0]
    alt_text = words(
        "alt.indicators", n=len(names), high=words.indicator(first["indicator"]), high_value=first["text"],
        low=words.indicator(last["indicator"]), low_value=last["text"],
    )  # fmt: skip
    return Drawn(_spec(chart), alt_text)


def code_groups(sources: Sources, words: Words) -> Drawn | None:
    """In how many notes of each stakeholder group each code stands. Groups too small to print are taken together."""
    import altair as alt

    from pipeline.coding.code_tables import code_groups as count

    if sources.codings.empty:
        return None
    sizes = sources.segments.groupby("stakeholder")["note_id"].nunique()
    small = list(sizes.index[sizes < sources.threshold])
    pooled = sources.segments["stakeholder"].where(~sources.segments["stakeholder"].isin(small), "+")
    segments = sources.segments.assign(stakeholder=pooled).reset_index(drop=True)
    table = count(sources.codings[["segment_id", "note_id", "code"]], segments, list(sources.codes), sources.threshold)
    table = table[(table["breakdown"] == "stakeholder") & ~table["suppressed"]]
    together = typography.listed([words.own("headings", one).lower() for one in small], words.language)
    names = {group: words.own("headings", group) if group != "+" else together for group in table["group"].unique()}
    order = [group for group in dict.fromkeys(sources.status["stakeholder"]) if group in names] + (
        ["+"] if "+" in names else []
    )
    table = table.assign(
        text=[typography.number(notes, words.language) for notes in table["notes"]],
        light=table["percent"] > 55,
    )
    bases = table.groupby("group")["base"].first()
    heads = {group: f"{names[group]} ({bases[group]:.0f})" for group in order}
    x = alt.X("group:N", sort=order, axis=alt.Axis(
        orient="top", labelAngle=0, title=None, domain=False, ticks=False,
        labelExpr=f"({_json({group: _lines(head, 13) for group, head in heads.items()})})[datum.value]",
    ))  # fmt: skip
    y = alt.Y("code:N", sort=list(sources.codes),
              axis=_axis_of_lines({code: words.code(code) for code in sources.codes}, 60, labelPadding=6))  # fmt: skip
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
            text="text:N", color=alt.condition("datum.light", alt.value("white"), alt.value(INK))
        ),
    ).properties(width=max(240, 62 * len(order)), height=alt.Step(20))
    top = table.sort_values(["percent", "code"], ascending=[False, True]).iloc[0]
    alt_text = words(
        "alt.code_groups", codes=table["code"].nunique(), groups=len(order), code=words.code(top["code"]),
        group=names[top["group"]].lower(), n=typography.of(top["notes"], top["base"], words.language),
    )  # fmt: skip
    return Drawn(_spec(chart), alt_text)


def _json(value) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def saturation(sources: Sources, words: Words) -> Drawn | None:
    """Codes met after each note, in the order of the manifest, against random orders (median and 95% range)."""
    import altair as alt

    curve = sources.saturation
    if curve.empty:
        return None
    scale = alt.Scale(domain=[0, float(curve["cumulative"].max()) + 2])
    x = alt.X("position:Q", title=words("axis.notes_read"), axis=alt.Axis(tickMinStep=1))
    base = alt.Chart(curve[["position", "cumulative", "low", "median", "high"]]).encode(x=x)
    chart = alt.layer(
        base.mark_area(color=BLUE, opacity=0.18).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        base.mark_line(color=BLUE, strokeDash=[5, 4]).encode(y=alt.Y("median:Q", scale=scale)),
        base.mark_line(color=INK, strokeWidth=2.2, interpolate="step-after").encode(
            y=alt.Y("cumulative:Q", scale=scale, title=words("axis.codes_met"))
        ),
    ).properties(width=540, height=260)
    full = curve["cumulative"].max()
    reached = int(curve.loc[curve["cumulative"] == full, "position"].min())
    return Drawn(_spec(chart), words("alt.saturation", codes=int(full), reached=reached, notes=len(curve)))


def agreement(sources: Sources, words: Words) -> Drawn | None:
    """Cohen's kappa of the two people on each code, with 95% intervals (bootstrap by note)."""
    import altair as alt

    frame = sources.reliability
    people = frame[(frame["coder_a"] != "machine") & (frame["coder_b"] != "machine") & frame["kappa"].notna()]
    rows = people[people["code"].isin(sources.codes)].drop_duplicates("code")
    if rows.empty:
        return None
    rows = rows.assign(text=[typography.number(value, words.language, 2) for value in rows["kappa"]])
    order = list(rows.sort_values(["kappa", "code"], ascending=[False, True])["code"])
    y = alt.Y("code:N", sort=order, axis=_axis_of_lines({code: words.code(code) for code in order}, 62))
    scale = alt.Scale(domain=[min(0.0, float(rows["ci_low"].min(skipna=True) or 0)), 1.0], nice=False)
    base = alt.Chart(rows[["code", "kappa", "ci_low", "ci_high", "text"]]).encode(y=y)
    guide = alt.Chart(pd.DataFrame({"at": [0.6, 0.8]})).mark_rule(color=GREY, strokeDash=[3, 3]).encode(x="at:Q")
    decimal = "," if words.language == "fr" else "."
    axis = alt.Axis(labelExpr=f"replace(format(datum.value, '.1f'), '.', '{decimal}')", tickCount=5)
    chart = alt.layer(
        guide,
        base.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("ci_low:Q", scale=scale), x2="ci_high:Q"),
        base.mark_point(color=BLUE, filled=True, size=70, opacity=1).encode(
            x=alt.X("kappa:Q", scale=scale, title=words("axis.kappa"), axis=axis)
        ),
        base.mark_text(align="left", dx=8, color=INK, fontSize=11.5).encode(x=alt.value(262), text="text:N"),
    ).properties(width=260, height=alt.Step(19))
    last, first = order[-1], order[0]
    values = rows.set_index("code")["text"]
    alt_text = words("alt.agreement", codes=len(order), high=values[first], low=values[last], low_code=words.code(last))
    return Drawn(_spec(chart), alt_text)


def _directions(sources: Sources) -> pd.DataFrame:
    """For each finding and strand: pieces of evidence that support, are mixed, or contradict."""
    evidence = sources.evidence.reset_index(drop=True)
    unit = evidence["source"].where(evidence["strand"] != "notes", evidence["source"].str.split("#").str[0])
    counted = evidence.assign(unit=unit)[evidence["direction"] != "neutral"]
    counted = counted.drop_duplicates(["finding_id", "strand", "direction", "unit", "detail"])
    return counted.groupby(["finding_id", "strand", "direction"])["unit"].nunique().unstack(fill_value=0).reindex(
        columns=list(DIRECTION), fill_value=0
    )  # fmt: skip


def convergence(sources: Sources, words: Words) -> Drawn | None:
    """For each finding: what each strand says, what they say together, and how robust that is."""
    import altair as alt

    matrix = sources.matrix
    if matrix.empty:
        return None
    counts, strands = _directions(sources), ["survey", "notes", "published"]
    rows = []
    for finding in matrix.index:
        for strand in strands:
            here = counts.loc[(finding, strand)] if (finding, strand) in counts.index else None
            if here is None or not here.sum():
                said = "silent"
            elif here["contradicts"] > here["supports"]:
                said = "contradicts"
            else:
                said = "mixed" if here["contradicts"] == here["supports"] else "supports"
            rows.append({"finding": finding, "strand": words(f"strand.{strand}"), "said": words(f"said.{said}")})
    order = list(matrix.index)
    labels = {finding: row[f"finding_{words.language}"] for finding, row in matrix.iterrows()}
    y = alt.Y("finding:N", sort=order, axis=_axis_of_lines(labels, 52))
    said = {words(f"said.{key}"): value for key, value in {**DIRECTION, "silent": "#b8c0cc"}.items()}
    shapes = ["triangle-up", "square", "triangle-down", "stroke"]
    left = (
        alt.Chart(pd.DataFrame(rows))
        .mark_point(filled=True, size=130, opacity=1)
        .encode(
            y=y,
            x=alt.X("strand:N", sort=[words(f"strand.{one}") for one in strands],
                    axis=alt.Axis(orient="top", labelAngle=0, title=None, domain=False, ticks=False)),
            color=alt.Color("said:N", scale=alt.Scale(domain=list(said), range=list(said.values())), title=None,
                            legend=alt.Legend(orient="top", columns=4)),
            shape=alt.Shape("said:N", scale=alt.Scale(domain=list(said), range=shapes), title=None),
        ).properties(width=150, height=alt.Step(44))
    )  # fmt: skip
    robust = pd.DataFrame(
        {
            "finding": order,
            "label": [words(f"convergence.{one}") for one in matrix["convergence"]],
            "robustness": 100 * matrix["robustness"].to_numpy(),
            "text": [
                f"{words(f'convergence.{row.convergence}')}, {typography.percent(100 * row.robustness, words.language)}"
                for row in matrix.itertuples()
            ],
        }
    )
    names = {words(f"convergence.{key}"): color for key, color in CONVERGENCE.items()}
    bars = alt.Chart(robust).encode(
        y=alt.Y("finding:N", sort=order, axis=None),
        x=alt.X("robustness:Q", scale=alt.Scale(domain=[0, 100]), title=words("axis.robustness"),
                axis=_percent_axis(words, values=[0, 50, 100])),
    )  # fmt: skip
    right = alt.layer(
        bars.mark_bar(height=9, yOffset=8).encode(
            color=alt.Color("label:N", scale=alt.Scale(domain=list(names), range=list(names.values())), legend=None)
        ),
        bars.mark_text(align="left", yOffset=-6, color=INK, fontSize=12).encode(x=alt.value(0), text="text:N"),
    ).properties(width=150, height=alt.Step(44))
    chart = alt.hconcat(left, right, spacing=18).resolve_scale(color="independent", shape="independent")
    tally = matrix["convergence"].value_counts()
    said_list = typography.listed(
        [f"{words(f'convergence.{one}')}: {tally[one]}" for one in CONVERGENCE if one in tally], words.language
    )
    return Drawn(_spec(chart), words("alt.convergence", n=len(matrix), tally=said_list))


def joint_display(sources: Sources, words: Words) -> Drawn | None:
    """The joint display as a figure: the survey's share on the left, notes for and against on the right."""
    import altair as alt

    matrix, frame = sources.matrix, sources.indicators
    if matrix.empty:
        return None
    order = list(matrix.index)
    labels = {finding: row[f"finding_{words.language}"] for finding, row in matrix.iterrows()}
    points = []
    for finding, row in matrix.iterrows():
        for name in as_list(row["indicators"]):
            if (name, OVERALL, ALL) in frame.index:
                one = frame.loc[(name, OVERALL, ALL)]
                points.append({"finding": finding, "share": one["percent"], "low": one["ci_low"], "high": one["ci_high"],
                               "text": typography.percent(one["percent"], words.language)})  # fmt: skip
    counts = _directions(sources)
    signs = {"supports": 1, "mixed": 1, "contradicts": -1}
    bars = [
        {"finding": finding, "said": words(f"said.{way}"), "notes": signs[way] * float(row[way]), "order": at}
        for finding, row in counts.xs("notes", level="strand").iterrows()
        for at, way in enumerate(DIRECTION)
        if row[way]
    ] if "notes" in counts.index.get_level_values("strand") else []  # fmt: skip
    y = alt.Y("finding:N", sort=order, scale=alt.Scale(domain=order), axis=_axis_of_lines(labels, 52))
    bare = alt.Y("finding:N", sort=order, scale=alt.Scale(domain=order), axis=None)
    survey = alt.Chart(pd.DataFrame(points, columns=["finding", "share", "low", "high", "text"])).encode(y=y)
    scale = alt.Scale(domain=[0, 100])
    left = alt.layer(
        survey.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2="high:Q"),
        survey.mark_point(color=BLUE, filled=True, size=60, opacity=1).encode(
            x=alt.X("share:Q", scale=scale, title=words("axis.survey"), axis=_percent_axis(words, values=[0, 50, 100]))
        ),
        survey.mark_text(dy=-9, color=INK, fontSize=11).encode(x=alt.X("share:Q", scale=scale), text="text:N"),
    ).properties(width=150, height=alt.Step(44))
    said = {words(f"said.{key}"): value for key, value in DIRECTION.items()}
    right = (
        alt.Chart(pd.DataFrame(bars, columns=["finding", "said", "notes", "order"]))
        .mark_bar(height=14)
        .encode(
            y=bare,
            x=alt.X("notes:Q", title=words("axis.notes_for_against"),
                    axis=alt.Axis(labelExpr="abs(datum.value)", tickMinStep=1, tickCount=5)),
            color=alt.Color("said:N", scale=alt.Scale(domain=list(said), range=list(said.values())), title=None),
            order="order:Q",
        ).properties(width=160, height=alt.Step(44))
    )  # fmt: skip
    chart = alt.hconcat(left, right, spacing=16)
    return Drawn(_spec(chart), words("alt.joint_display", n=len(order)))
