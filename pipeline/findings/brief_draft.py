"""The first draft of a brief, for a study that has not written its own: each question and what may be said of it."""

from pipeline.findings.document import Names
from pipeline.findings.sources import ALL, OVERALL, Sources

SHARES = 5  # of the strip of figures
BEST = {"high": 0, "moderate": 1, "low": 2, "very low": 3}


def brief_draft(sources: Sources, words: Names) -> str:
    """The source of a brief in one language: the survey's first shares, then the surest finding a question."""
    matrix, lines = sources.matrix, [f"# {words('brief.heading')} {{#brief}}", ""]
    frame = sources.indicators
    shares = [
        name
        for name in sources.indicator_order
        if (name, OVERALL, ALL) in frame.index and frame.loc[(name, OVERALL, ALL), "percent"] >= 0
    ]
    if shares:
        named = ", ".join(repr(name) for name in shares[:SHARES])
        lines += [f"{{{{ strip([{named}]) }}}}", ""]
    rank = matrix["confidence"].map(BEST).fillna(len(BEST))
    for question, rows in matrix.assign(rank=rank).sort_values("rank", kind="stable").groupby("question", sort=False):
        lines += [f"## {{{{ label('{question}') }}}}", "", f"{{{{ headline('{rows.index[0]}') }}}}", ""]
    return "\n".join(lines)
