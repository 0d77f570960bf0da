"""Figures of groups: differences of the survey that pass the corrected test, shares by group, and who says what."""

from collections import Counter, defaultdict
from typing import Any

import pandas as pd

from pipeline import language as write
from pipeline.findings.charts import below, grid, layer
from pipeline.findings.document import Names
from pipeline.findings.figure_style import (
    BETWEEN,
    BLUE,
    GREY,
    INK,
    ORANGE,
    SOFT,
    Drawn,
    lines,
    names_axis,
    percent_axis,
    styled,
    tip,
)
from pipeline.findings.sources import ALL, OVERALL, Sources, as_list

STANCE = {"supports": (BLUE, "square"), "mixed": (BETWEEN, "circle"), "contradicts": (ORANGE, "triangle-up")}
SAID = {"supports": "n_notes_for", "mixed": "n_notes_between", "contradicts": "n_notes_against"}


def _shares(sources: Sources, words: Names, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    """Every printable group of each (indicator, breakdown): its name, share, interval, base, and what a tip says."""
    rows = []
    for indicator, by in pairs:
        frame = sources.indicators
        own = frame[(frame["indicator"] == indicator) & (frame["breakdown"] == by)]
        for row in own.reset_index(drop=True).to_dict("records"):
            if row["suppressed"] or pd.isna(row["percent"]):
                continue
            share = write.percent(row["percent"], words.language)
            name = words.group(by, row["group"])
            base = write.of(row["numerator"], row["denominator"], words.language)
            ends = write.interval(row["ci_low"], row["ci_high"], words.language)
            rows.append(
                {"indicator": indicator, "by": by, "group": str(row["group"]), "name": name, "share": row["percent"],
                 "low": row["ci_low"], "high": row["ci_high"], "text": share, "base": base,
                 "tip": tip(words("tip.share", name=name, share=share, base=base, interval=ends))}
            )  # fmt: skip
    return pd.DataFrame(rows)


def _dots(rows: pd.DataFrame, y: Any, words: Names, width: int, labelled: bool = True) -> list:
    """Layers: interval, point with its tip, share beside the interval's end."""
    import altair as alt

    scale = alt.Scale(domain=[0, 100])
    axis = percent_axis(words, values=[0, 50, 100] if width < 200 else [0, 25, 50, 75, 100])
    base = alt.Chart(rows).encode(y=y)
    layers = [
        base.mark_rule(color=BLUE, strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2=alt.X2("high:Q")),
        base.mark_point(color=BLUE, filled=True, size=80, opacity=1).encode(
            x=alt.X("share:Q", scale=scale, axis=axis, title=None), description=alt.Description("tip:N")
        ),
    ]
    if labelled:
        layers.append(
            base.mark_text(align="left", dx=6, color=INK, fontSize=12).encode(
                x=alt.X("high:Q", scale=scale), text=alt.Text("text:N")
            )
        )
    return layers


def _in_words(rows: pd.DataFrame, words: Names) -> str:
    return "; ".join(
        f"{words.indicator(row['indicator'])}, {row['name']}{write.colon(words.language)}{row['text']} ({row['base']})"
        for row in rows.to_dict("records")
    )


def groups_apart(sources: Sources, words: Names) -> Drawn | None:
    """The differences between groups that pass the test corrected for their number; None where none does."""
    import altair as alt

    tested = sources.comparisons
    passed = tested[tested["proposed"]]
    if passed.empty:
        return None
    rows = _shares(sources, words, list(zip(passed["indicator"], passed["breakdown"], strict=True)))
    if rows.empty:
        return None
    panels = []
    for (indicator, by), own in rows.groupby(["indicator", "by"], sort=False):
        own = own.assign(label=[f"{name} ({base})" for name, base in zip(own["name"], own["base"], strict=True)])
        own = own.sort_values("share", ascending=False)
        title = f"{words.indicator(indicator)}{write.colon(words.language)}{words.breakdown(by).lower()}"
        y = alt.Y("label:N", sort=list(own["label"]), axis=alt.Axis(title=None, grid=False, ticks=False, domain=False))
        panels.append(
            layer(*_dots(own, y, words, 340), width=340, height=alt.Step(30),
                      title=alt.TitleParams(lines(title, 62), anchor="start", fontSize=13, color=INK))
        )  # fmt: skip
    said = _in_words(rows, words)
    chart = below(*panels, spacing=20)
    return styled(
        chart, words("alt.groups_apart", said=said), words("title.groups_apart", n=len(passed), tests=len(tested)),
        words("subtitle.groups_apart"),
    )  # fmt: skip


def group_shares(sources: Sources, words: Names, by: str, only: list[str]) -> Drawn | None:
    """Small multiples: one panel an indicator, one row a group, the share of all as a line through the panel."""
    import altair as alt

    rows = _shares(sources, words, [(indicator, by) for indicator in only])
    if rows.empty:
        return None
    groups = list(dict.fromkeys(rows["name"]))
    panels = []
    for at, indicator in enumerate(only):
        own = rows[rows["indicator"] == indicator]
        if own.empty:
            continue
        axis = names_axis({name: name for name in groups}, labelPadding=6) if at % 3 == 0 else None
        y = alt.Y("name:N", sort=groups, scale=alt.Scale(domain=groups), axis=axis)
        absent = pd.DataFrame({"name": [name for name in groups if name not in set(own["name"])], "text": "–"})
        whole = sources.indicators.loc[(indicator, OVERALL, ALL), "percent"]
        line = alt.Chart(pd.DataFrame({"at": [whole]})).mark_rule(color=GREY, strokeDash=[4, 3]).encode(x=alt.X("at:Q"))
        too_few = alt.Chart(absent).mark_text(color=SOFT).encode(y=y, x=alt.datum(50), text=alt.Text("text:N"))
        panels.append(
            layer(line, *([too_few] if len(absent) else []), *_dots(own, y, words, 150, labelled=False), width=150,
                      height=alt.Step(20),
                      title=alt.TitleParams(lines(words.indicator(indicator), 25), anchor="start", fontSize=12,
                                            color=INK))
        )  # fmt: skip
    tested = sources.comparisons
    tested = tested[(tested["breakdown"] == by) & tested["indicator"].isin(only)]
    named, stand = words.breakdown(by).lower(), int(tested["proposed"].sum())
    key = "title.group_shares" if stand else "title.group_shares_none" if len(tested) else "title.group_shares_untested"
    said = _in_words(rows, words)
    return styled(
        grid(*panels, columns=3, spacing=22), words("alt.group_shares", by=named, said=said),
        words(key, by=named, n=stand, tests=len(tested)), words("subtitle.group_shares", threshold=sources.threshold),
    )  # fmt: skip


def stance_by_group(sources: Sources, words: Names, finding: str) -> Drawn | None:
    """A row a group, a mark a note that raises a finding's matter: for, with reservations, against."""
    import altair as alt

    row = sources.matrix.loc[finding]
    tallies = notes_by_group(sources, finding)
    if tallies.empty:
        return None
    counts = {
        words.own("headings", group) if group != "+" else words("other_groups"): tallies.loc[group].to_dict()
        for group in [*tallies.index.drop("+", errors="ignore"), *(["+"] if "+" in tallies.index else [])]
    }
    said = {side: words(f"said.{SAID[side]}") for side in STANCE}
    marks = [
        {"group": group, "at": at, "side": said[side],
         "tip": tip(f"{group}{write.colon(words.language)}" + _tally(sides, words))}
        for group, sides in counts.items()
        for at, side in enumerate(side for side in STANCE for _ in range(sides[side]))
    ]  # fmt: skip
    order = list(counts)
    shapes = [shape for _, shape in STANCE.values()]
    colours = [colour for colour, _ in STANCE.values()]
    labels = {group: f"{group} ({_size(sides)})" for group, sides in counts.items()}
    domain = list(said.values())
    points = alt.Chart(pd.DataFrame(marks)).mark_point(filled=True, size=130, opacity=1, stroke=SOFT, strokeWidth=0.6)
    chart = points.encode(
        y=alt.Y("group:N", sort=order, axis=names_axis(labels, labelPadding=10)),
        x=alt.X("at:Q", axis=None, scale=alt.Scale(domain=[-0.5, max(12, *map(_size, counts.values()))], nice=False)),
        color=alt.Color("side:N", title=None, scale=alt.Scale(domain=domain, range=colours),
                        legend=alt.Legend(orient="top")),
        shape=alt.Shape("side:N", title=None, scale=alt.Scale(domain=domain, range=shapes)),
        description=alt.Description("tip:N"),
    ).properties(width=420, height=alt.Step(26))  # fmt: skip
    each = "; ".join(f"{group}{write.colon(words.language)}{_tally(sides, words)}" for group, sides in counts.items())
    return styled(
        chart, words("alt.stance_by_group", each=each), _who_carries(row, sources, words),
        words("subtitle.stance_by_group", finding=str(row[f"finding_{words.language}"]).rstrip(".")),
    )  # fmt: skip


def _size(sides: dict[str, int]) -> int:
    return sum(sides.values())


def notes_by_group(sources: Sources, finding: str) -> pd.DataFrame:
    """Notes that raise a finding's matter, by stakeholder group and side (columns of STANCE), most first; groups of
    fewer notes than may be printed together as `+`, where there are several. A note that says several things has
    reservations.
    """
    own = sources.quotable.get(finding, sources.evidence.iloc[:0])
    own = own[own["direction"].isin(list(STANCE))]
    if own.empty:
        return pd.DataFrame(columns=list(STANCE))
    groups = dict(zip(sources.status["note_id"], sources.status["stakeholder"], strict=True))
    sides: dict[str, set[str]] = defaultdict(set)
    for source, direction in zip(own["source"], own["direction"], strict=True):
        sides[source.partition("#")[0]].add(direction)
    small, _ = sources.codes_by_group
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for note, said in sides.items():
        if isinstance(group := groups.get(note), str):
            tallies["+" if group in small else group]["mixed" if len(said) > 1 else next(iter(said))] += 1
    if len(small) < 2:  # a small group joined with none would be told by what is left out
        tallies.pop("+", None)
    order = sorted(tallies, key=lambda group: (-tallies[group].total(), group))
    rows = [[tallies[group][side] for side in STANCE] for group in order]
    return pd.DataFrame(rows, index=order, columns=list(STANCE), dtype=int)


def _tally(sides: dict[str, int], words: Names) -> str:
    return ", ".join(f"{words(f'said.{SAID[side]}')} {n}" for side, n in sides.items() if n)


def _who_carries(row: pd.Series, sources: Sources, words: Names) -> str:
    """`Mostly for it: employers.`, by stakeholder groups whose position is settled; what the marks alone suggest of the
    others is nobody's position.
    """
    groups = set(sources.status["stakeholder"])
    parts = []
    for key in ("carried_by", "qualified_by", "contested_by"):
        if own := [words.group_or_region(one) for one in as_list(row[key]) if one in groups]:
            parts.append(words(f"title.{key}", groups=write.listed(own, words.language)))
    return " ".join(parts) or words("title.stance_by_group")
