"""The first draft of a brief, for a study that has not written its own: each question and what may be said of it.

Of findings that are equally sure, those that the evidence contradicts come first: a brief that names only what went
well would say more than the report.
"""

from pipeline.findings.document import Names
from pipeline.findings.sources import ALL, OVERALL, Sources

SHARES = 5  # of the strip of figures
FINDINGS = 3  # of a question, where so many are equally sure
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
    order = matrix.assign(rank=rank, good=matrix["standing"] != "contradicted").sort_values(
        ["rank", "good"], kind="stable"
    )
    for question, rows in order.groupby("question", sort=False):
        best = rows["rank"].iloc[0]
        surest = rows[rows["rank"] == best].index[: FINDINGS if best < len(BEST) else 1]
        lines += [f"## {{{{ label('{question}') }}}}", ""]
        for finding in surest:
            lines += [f"{{{{ headline('{finding}') }}}}", ""]
    return "\n".join(lines)
