"""Who speaks in the report: every stakeholder group, nobody twice, for and against in proportion."""

from collections import Counter
from collections.abc import Sequence

from pipeline.findings.document import Names
from pipeline.findings.sources import Sources

ONE_SIDED = 0.9  # share of the quotations on one side ...
OTHER_SIDE = 0.25  # ... while at least this share of the notes that speak stand on others
MOST = 0.4  # share of the quotations that one group may take


def voices(sources: Sources, quoted: Sequence[str], words: Names) -> list[str]:
    """A line for each thing that is wrong with the choice of quotations `quoted` (segments, in order of printing)."""
    groups = Counter(sources.segments.loc[unit, "stakeholder"] for unit in quoted if unit in sources.segments.index)
    there = list(dict.fromkeys(sources.notes["stakeholder"]))
    lines: list[str] = []
    if not quoted:
        return lines
    for group in there:
        if not groups[group]:
            lines.append(words("voices.unheard", group=words.own("headings", group)))
    for group, n in groups.items():
        if len(there) > 2 and n > MOST * len(quoted):
            lines.append(words("voices.too_many", group=words.own("headings", group), n=n, of=len(quoted)))
    notes = Counter(unit.partition("#")[0] for unit in quoted)
    lines += [words("voices.twice", note=note, n=n) for note, n in notes.items() if n > 1]
    for finding, row in sources.matrix.iterrows():
        sides = sources.quotable.get(str(finding), sources.evidence.iloc[:0])
        own = sides[sides["source"].isin(quoted)].drop_duplicates("source")["direction"]
        if len(own) < 2 or not row["n_notes"]:
            continue
        other = (row["n_notes_against"] + row["n_notes_between"]) / row["n_notes"]
        if (own == "supports").mean() >= ONE_SIDED and other >= OTHER_SIDE:
            lines.append(words("voices.one_sided", finding=finding, n=len(own)))
    return lines
