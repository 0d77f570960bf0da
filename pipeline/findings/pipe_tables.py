"""Markdown pipe tables, and the same as CSV; the dashes under the heading give the columns' widths."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.study.formulas import as_text

_LINK = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]\([^)]*\)\{[^}]*\}")
_ESCAPED = re.compile(r"\\([^\w\s])")


def cell(text: str) -> str:
    """Text fit for a cell of a pipe table."""
    return re.sub(r"(?<!\\)\|", r"\|", " ".join(str(text).split()))


def pipe_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], caption: str, name: str
) -> str:
    """A Markdown table; negative widths align a column to the right."""
    rules = ["-" * (abs(width) + 2) if width > 0 else "-" * (abs(width) + 1) + ":" for width in widths]
    lines = [heads, *rows]
    table = ["| " + " | ".join(cell(text) or " " for text in line) + " |" for line in lines]
    table.insert(1, "|" + "|".join(rules) + "|")
    # A row longer than the page's width in characters makes pandoc take the widths from the dashes.
    return "\n" + "\n".join(table) + f"\n\n: {caption} {{#tbl-{name}}}\n"


@dataclass(frozen=True)
class Printed:
    """A table as it was printed, for the CSV beside the annex."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    def as_csv(self) -> str:
        """The table as CSV, its cells without Markdown's marks."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow([_plain(head) for head in self.heads])
        rows.writerows([as_text(_plain(cell)) for cell in row] for row in self.rows)
        return text.getvalue()


def _plain(markdown: str) -> str:
    text = _LINK.sub(r"\1", str(markdown)).replace("**", "").replace("`", "")
    return _ESCAPED.sub(r"\1", text)
