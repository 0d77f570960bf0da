"""What each recommendation rests on: a row a recommendation, a column a theme, a square a finding, dark where sure."""

import pandas as pd

from pipeline import language as write
from pipeline.findings.charts import beside, layer
from pipeline.findings.document import Names
from pipeline.findings.figure_style import INK, LINE, LINE_HEIGHT, SOFT, WIDTH, Drawn, lines, styled, text_panel, tip
from pipeline.findings.recommendations import FAIR
from pipeline.findings.sources import Sources

CONFIDENCE = {"high": "#08306b", "moderate": "#2f7fbc", "low": "#a6cbe3", "very low": "#deebf5", "none": "#ffffff"}
TEXT = (52, 300)  # characters of a line and pixels of the panel of words
LETTER = 0.56  # width of a bold letter, of the size of the type
SIDE, MOST_APART = 15, 0.24  # pixels of a square; its distance to the next, of a theme's width


def recommendations_map(sources: Sources, words: Names) -> Drawn | None:
    """The figure, or None where the study has no recommendations that rest on findings."""
    import altair as alt

    matrix, language = sources.matrix, words.language
    found = [one for one in sources.recommendations.recommendations if set(one.findings) & set(matrix.index)]
    if not found:
        return None
    texts = {one.id: lines(one.what[language], TEXT[0]) for one in found}
    used = {finding for one in found for finding in one.findings}
    themes = [theme for theme in dict.fromkeys(matrix["theme"]) if used & set(matrix.index[matrix["theme"] == theme])]
    step = LINE_HEIGHT * max(2, *map(len, texts.values())) + 6
    known = {one.id: [name for name in one.findings if name in matrix.index] for one in found}
    cells = {(one.id, theme): [name for name in known[one.id] if matrix.loc[name, "theme"] == theme]
             for one in found for theme in themes}  # fmt: skip
    apart = min(MOST_APART, 0.92 / max(map(len, cells.values())))  # of a theme's width, from square to square
    width = WIDTH - TEXT[1] - 20
    side = min(SIDE, apart * width / len(themes) - 3)
    rows = []
    for at, one in enumerate(found):
        for theme in themes:
            own = cells[one.id, theme]
            for nth, name in enumerate(own):
                grade = matrix.loc[name, "confidence"]
                sure = grade if isinstance(grade, str) else "none"
                rows.append(
                    {"x": themes.index(theme) + 0.04 + (nth + 0.5) * apart, "y": at + 0.5,
                     "sure": words(f"sure.{sure}"),
                     "tip": tip(f"{matrix.loc[name, f'headline_{language}']} ({words(f'sure.{sure}')})")}
                )  # fmt: skip
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, len(themes)], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, len(found)], nice=False, reverse=True))
    domain = [words(f"sure.{grade}") for grade in CONFIDENCE]
    room = width / len(themes) - 8
    longest = max(len(word) for theme in themes for word in words.theme(theme).split())
    size = min(12.0, room / (longest * LETTER))  # no word of a head is broken
    heads = pd.DataFrame(
        [{"x": at, "y": 0, "text": line, "dy": nth}
         for at, theme in enumerate(themes)
         for nth, line in enumerate(reversed(lines(words.theme(theme), int(room / (size * LETTER) + 0.01))))]
    )  # fmt: skip
    rules = alt.Chart(pd.DataFrame({"y": range(len(found) + 1)})).mark_rule(color=LINE).encode(y=y)
    squares = layer(
        rules,
        *(alt.Chart(heads[heads["dy"] == nth]).mark_text(
              align="left", dy=-8 - LINE_HEIGHT * int(nth), dx=4, fontSize=size, fontWeight="bold", color=SOFT,
          ).encode(x=x, y=y, text=alt.Text("text:N"))
          for nth in sorted(heads["dy"].unique())),
        alt.Chart(pd.DataFrame(rows)).mark_square(size=side**2, opacity=1, stroke=INK, strokeWidth=0.7).encode(
            x=x, y=y, description=alt.Description("tip:N"),
            color=alt.Color("sure:N", title=None, scale=alt.Scale(domain=domain, range=list(CONFIDENCE.values())),
                            legend=alt.Legend(orient="bottom", symbolType="square", symbolStrokeColor=INK,
                                              symbolStrokeWidth=0.7, columns=3)),
        ),
        width=width, height=step * len(found),
    )  # fmt: skip
    chart = beside(text_panel(texts, TEXT[1], step), squares, spacing=16, bounds="flush")
    fair = sum(any(matrix.loc[name, "confidence"] in FAIR for name in names) for names in known.values())
    said = "; ".join(
        f"{one.what[language]}{write.colon(language)}"
        + ", ".join(str(matrix.loc[name, f"headline_{language}"]).rstrip(".") for name in known[one.id])
        for one in found
    )
    return styled(
        chart, words("alt.recommendations_map", said=said),
        words("title.recommendations_map", n=len(found), fair=fair, count=fair), words("subtitle.recommendations_map"),
    )  # fmt: skip
