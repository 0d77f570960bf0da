"""Words that the end of a line divides, put together again."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from pipeline.notes.passages import Passage

HYPHEN = re.compile(r"[^\W\d_]{2}-$")
GOES_ON = re.compile(r"[a-zà-ÿ](?!\w*\s?[:：])")  # no label
ELIDED = re.compile(r"[dl]['’](?!hui\b)", re.IGNORECASE)  # `Val-|d'Or`: no word but one goes on so

PREFIXES = frozenset({
    "co", "non", "self", "ex", "semi", "anti", "well", "mid", "pre", "post", "re", "multi", "sub", "inter", "cross",
    "auto", "vice", "demi", "sous", "sur", "mi",
})  # fmt: skip


def whole_forms(lines: list[str]) -> Counter:
    """Words of the note that no line end divides, small letters, compounds with their hyphens."""
    found: Counter = Counter()
    for before, line in zip(["", *lines], lines, strict=False):
        spoken = re.sub(r"^[^\W\d_]+", "", line) if before.rstrip().endswith("-") else line
        spoken = re.sub(r"[^\W\d_'’-]*[^\W\d_]-\s*$", "", spoken)
        found.update(word.lower() for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", spoken))
    return found


def join_words(lines: list[str], listed: Callable[[str], bool] | None = None) -> list[str]:
    """Lines whose last word was divided get the rest of it; a line that this empties goes."""
    return [line for line in joined_lines(lines, whole_forms(lines), listed) if line]


def joined_lines(lines: list[str], words: Counter, listed: Callable[[str], bool] | None) -> list[str]:
    """The lines, each in its place, with the words put together that their ends divide.

    The hyphen stays where the note writes the word so elsewhere, after a prefix that it writes with hyphens elsewhere,
    and between two words that make none together; else it only marked the line's end. words: `whole_forms` of the note.
    """
    found: list[str] = []
    for line in lines:
        place = next((n for n in range(len(found) - 1, -1, -1) if found[n]), None)
        divided = re.search(r"([^\W\d_]+(?:-[^\W\d_]+)*)-\s*$", found[place]) if place is not None else None
        rest = re.match(r"[^\W\d_]+", line)
        if divided and rest and place is not None:
            hyphen = bool(ELIDED.match(line)) or _keeps_hyphen(divided[1], rest[0], words, listed)
            found[place] = found[place].rstrip()[: None if hyphen else -1] + rest[0]
            line = line[rest.end() :]
            tail = re.match(r"\S+", line)
            if tail:  # its comma or full stop, or the next part of a compound
                found[place] += tail[0]
                line = line[tail.end() :]
            line = line.lstrip()
        found.append(line)
    return found


def joined_passages(passages: list[Passage], listed: Callable[[str], bool]) -> list[Passage]:
    """Lines of text or of a subtitle, with the words put together that their ends divide inside a paragraph."""
    words = whole_forms([passage.text for passage in passages])
    found: list[Passage] = []
    for passage in passages:
        before = found[-1] if found and not passage.opens_paragraph else None
        if before and HYPHEN.search(before.text) and GOES_ON.match(passage.text):
            above, below = joined_lines([before.text, passage.text], words, listed)
            found[-1] = replace(before, text=above)
            passage = replace(passage, text=below)
        if passage.text:
            found.append(passage)
    return found


def _keeps_hyphen(left: str, right: str, words: Counter, listed: Callable[[str], bool] | None) -> bool:
    """Whether the hyphen between two parts at a line's end is the word's own."""
    last, low, end = left.split("-")[-1], left.lower(), right.lower()
    whole, compound = words[low + end], words[f"{low}-{end}"]
    if whole != compound:
        return compound > whole
    if right[0].isupper() and not right.isupper():
        return True
    if last.lower() in PREFIXES and any(form.startswith(f"{last.lower()}-") for form in words):
        return True
    if listed is None:
        return bool(words[last.lower()] and words[end] > 1)
    if listed(last.lower() + end):
        return last.lower() == "co" and not listed(f"={last.lower()}{end}")
    return listed(last.lower()) and listed(end)
