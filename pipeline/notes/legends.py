"""Legends, which say what the labels of a note mean: `E = enquêtrice, L = locataire`, or one label a line."""

import re

from pipeline.notes import labels
from pipeline.notes.passages import SENTENCE_END, Passage, words

MORE = r"(?:,\s(?:(?!\s[–—-]\s)[^=,;?!]){2,50}(?!\s*=)){0,2}"  # of a meaning: `Beth Roy, owner`
MEANING = rf"(?P<key>[^\W_][^=,;:]{{0,19}}?)(?:\s*=\s*|\s+[–—-]\s+)(?P<value>[^=,;?!]{{2,50}}{MORE})(?:[,;.]\s*|$)"
LEGEND = re.compile(rf"(?:{MEANING})+")
MEANINGS = re.compile(MEANING)
LISTED = r"(?P<key>[^\W\d_]{1,4}\d?)\s*[:：]\s*(?P<value>[^:：/;|?!.]{2,50}?)\s*(?:[/;|]\s*|$)"
LISTED_LEGEND = re.compile(rf"(?:{LISTED}){{2,}}")
LISTED_MEANINGS = re.compile(LISTED)
KEY = r"[A-ZÀ-Þ]{1,4}\d{0,2}\b"  # initials
SENTENCE = re.compile(  # `RT and MF are the researchers.`
    rf"(?P<keys>{KEY}(?:(?:,\s|\s(?:and|et|&|y)\s){KEY})*)\s"
    r"(?:is|are|means|stands\sfor|est|sont|désigne|désignent|es|son)\s(?:(?:the|an?|our|les?|la|une?|des|el|los|las)\s|l['’])?"
    r"(?P<value>[^\s.;,][^.;,]{1,40})(?:[.;,]\s*|$)"
)
SENTENCES = re.compile(rf"(?:{re.sub('[?]P<[a-z]+>', '?:', SENTENCE.pattern)})+")
NEXT_KEY = re.compile(r"(?:\[[^\]]*\]|\([^)]*\)|\S+)$")  # of the next meaning, at the end of the one before it
MEANT = 5  # words of what a label means
ROLE_LETTERS = 3  # of a role that a legend gives: it writes out what the label cuts short


def places(passages: list[Passage]) -> set[int]:
    """Places of the lines that are a legend or a line of one."""
    own = {n: passage.text for n, passage in enumerate(passages) if passage.speaker is None}
    shaped = {n: match for n, text in own.items() if (match := LEGEND.fullmatch(text))}
    sure = {n for n, match in shaped.items() if match[0].count("=") > 1 or _tells_a_role(match) or _are_initials(match)}
    explained = {shaped[n]["key"] for n in sure}
    sure |= {n for n, text in own.items() if on_one_line(text) or in_sentences(text) or by_signs(text)}
    for n in [*shaped, *reversed(shaped)]:  # those beside a sure one, down and up, each label once
        label, meaning = shaped[n]["key"], shaped[n]["value"]
        short = words(meaning) <= MEANT and not SENTENCE_END.search(own[n])
        if sure & {n - 1, n + 1} and short and label not in explained:
            sure.add(n)
            explained.add(label)
    return sure


def meanings(text: str) -> list[tuple[str, str]]:
    """Labels and what they mean, where a line is shaped as a legend (`E = enquêtrice, L = locataire`); else nothing."""
    return MEANINGS.findall(text) if LEGEND.fullmatch(text) else by_signs(text)


def by_signs(text: str) -> list[tuple[str, str]]:
    """Labels and signs and what they mean, where only `=` parts them and one is a role; else nothing.

    >>> by_signs("INT = interviewer   RESP = respondent   [ ] = a note   ... = pause")
    [('INT', 'interviewer'), ('RESP', 'respondent'), ('[ ]', 'a note'), ('...', 'pause')]
    """
    key, *parts = [part.strip() for part in text.split("=")]
    found = []
    for number, part in enumerate(parts, 1):
        last = number == len(parts)
        value, after = (part, "") if last else (NEXT_KEY.sub("", part).strip(" ,;"), part)
        found.append((key, value))
        key = match[0].strip(" ,;") if (match := NEXT_KEY.search(after)) else ""
    told = len(found) > 1 and all(key and words(value) <= MEANT for key, value in found)
    return found if told and any(role_meant(value) for _, value in found) else []


def on_one_line(text: str) -> list[tuple[str, str]]:
    """Labels and what they mean, where a line tells them with colons and one of them is a role; else nothing.

    >>> on_one_line("M: moderator / L: librarian")
    [('M', 'moderator'), ('L', 'librarian')]
    """
    found = LISTED_MEANINGS.findall(text) if LISTED_LEGEND.fullmatch(text) else []
    return found if any(labels.usual_role(value) for _, value in found) else []


def in_sentences(text: str) -> list[tuple[str, str]]:
    """Labels and what they mean, where a line tells it in sentences and every one of them gives a role; else nothing.

    >>> in_sentences("RT and MF are the researchers. JA is the participant.")
    [('RT', 'researchers'), ('MF', 'researchers'), ('JA', 'participant')]
    """
    told = SENTENCE.findall(text) if SENTENCES.fullmatch(text) else []
    if not all(role_meant(value) for _, value in told):
        return []
    return [(key, value) for keys, value in told for key in re.findall(KEY, keys)]


def role_meant(value: str) -> str | None:
    """The side of what a label means, by itself or behind a name: `enquêtrice`, `Sylvie Caron, chercheuse`."""
    parts = (value, re.split(r"[,\t(]", value)[-1])
    written_out = [part for one in parts if len(part := one.strip(" )")) >= ROLE_LETTERS]
    return next((role for part in written_out if (role := labels.usual_role(part))), None)


def _are_initials(match: re.Match) -> bool:
    """Whether a label is the initials of the name it means: `BR = Beth Roy, owner`."""
    name = match["value"].partition(",")[0].split()
    return len(name) > 1 and match["key"].strip() == "".join(word[0] for word in name) and match["key"].isupper()


def _tells_a_role(match: re.Match) -> bool:
    """Whether the value is a role; behind a dash of initials only, where somebody may as well say `The mentor.`"""
    role = role_meant(match["value"])
    initials = labels.INITIALS.fullmatch(match["key"]) and not SENTENCE_END.search(match["value"])
    return role is not None and ("=" in match[0] or bool(initials))
