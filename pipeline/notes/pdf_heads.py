"""Running heads and feet of a PDF's pages, and page numbers: what its pages repeat."""

import itertools
import re
from collections import Counter

from pipeline.notes.passages import shape
from pipeline.notes.pdf_words import Line

EDGE = 3  # a running head or foot is at most so many lines
FEW = 4  # gaps between a page's lines, from which one of them may be told from the others
APART = 2.0  # times the widest of the other gaps
PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|p[áa]gina|p[áa]g\.|p\.)?\s*\d{1,4}\s*(?:(?:/|of|de|sur)\s*\d{1,4})?[-–—\s]*|"
    r".{1,60}\s[-–—|·•]\s*p[áa]g(?:e|ina)\s*\d{1,4}(?:\s*(?:/|of|de|sur)\s*\d{1,4})?|"
    r"[^.?!]{1,60}\sp[áa]g(?:e|ina)\s*\d{1,4}\s*(?:/|of|de|sur)\s*\d{1,4}",
    re.IGNORECASE,
)


def heads_and_feet(pages: list[list[Line]]) -> list[tuple[int, int]]:
    """As `running`, and what stands where other pages have their running head or foot: left and right pages differ."""
    found = running([[line.text for line in page] for page in pages])
    heads = {round(line.y) for page, (first, _) in zip(pages, found, strict=True) for line in page[:first]}
    feet = {round(line.y) for page, (_, last) in zip(pages, found, strict=True) for line in page[last:]}
    kept = []
    for page, (first, last) in zip(pages, found, strict=True):
        while first < min(EDGE, last) and round(page[first].y) in heads and not ends_sentence(page[first].text):
            first += 1
        while (
            last > max(first, len(page) - EDGE)
            and round(page[last - 1].y) in feet
            and not ends_sentence(page[last - 1].text)
        ):
            last -= 1
        if (first, last) == (0, len(page)):
            last -= _stands_apart(page)
        kept.append((first, last))
    return kept


def _stands_apart(page: list[Line]) -> bool:
    """Whether the last line of a page stands far below the others and is no sentence: a foot of this page alone."""
    gaps = [above.y - below.y for above, below in itertools.pairwise(page)]
    apart = len(gaps) >= FEW and gaps[-1] > APART * max(gaps[:-1])
    return apart and not ends_sentence(page[-1].text)


def running(pages: list[list[str]]) -> list[tuple[int, int]]:
    """For each page, the first line and the one after the last that are no running head or foot, nor a page number."""
    tops = Counter((place, shape(line)) for page in pages for place, line in enumerate(page[:EDGE]))
    feet = Counter((place, shape(line)) for page in pages for place, line in enumerate(page[: -EDGE - 1 : -1]))
    inside = Counter(shape(line) for page in pages for line in page[EDGE:-EDGE])  # speakers on their own line
    tops, feet = (Counter({k: count for k, count in edge.items() if inside[k[1]] < 2}) for edge in (tops, feet))
    often = max(2, len(pages) // 2)
    every = max(3, len(pages))  # a sentence comes again on each page, or it is talk
    kept = []
    for page in pages:
        first, last = 0, len(page)
        least = [every if ends_sentence(line) else often for line in page]
        while first < min(EDGE, last) and tops[first, shape(page[first])] >= least[first]:
            first += 1
        while last > max(first, len(page) - EDGE):
            line = page[last - 1]
            if feet[len(page) - last, shape(line)] < least[last - 1] and not PAGE_NUMBER.fullmatch(line):
                break
            last -= 1
        kept.append((first, last))
    return kept


def ends_sentence(line: str) -> bool:
    return line.rstrip()[-1:] in set('.?!…»”"')
