"""What stands around the talk: titles, facts, lists of those present, page numbers, what a program adds.

`Key: value` lines tell about a note at its head (and at its foot), never within the talk.
"""

import itertools
import re
from collections import Counter
from dataclasses import replace

from pipeline.notes import labels
from pipeline.notes.grids import is_fact
from pipeline.notes.passages import Aside, Passage, words

FACT = re.compile(r"(?P<key>[^\W_][^:：\t]{0,49}?)\s*(?:[:：](?!(?<=\d:)\d\d\b)|\t)\s*(?P<value>.*)")
ONE_FACT = re.compile(  # of several on a line: a key of one word (`Réalisée par` of two) after the first
    r"(?P<key>[^\W\d_][^\W\d_’'-]*(?: [^\W\d_’'-]+){0,3})\s?[:：]\s*"
    r"(?P<value>.*?)(?=[\s,;|]+[^\W\d_’'-]+(?: (?:par|by|por|von))?\s?[:：]\s|$)"
)
NO_NAMES = {"date", "duree", "duration", "lieu", "place", "time"}  # `Date of the interview` is no interviewer
MEANING = r"(?P<key>[^\W_][^=,;:]{0,19}?)(?:\s*=\s*|\s+[–—-]\s+)(?P<value>[^=,;?!]{2,50})(?:[,;.]\s*|$)"
LEGEND = re.compile(rf"(?:{MEANING})+")
MEANINGS = re.compile(MEANING)
LISTED = r"(?P<key>[^\W\d_]{1,4}\d?)\s*[:：]\s*(?P<value>[^:：/;|?!.]{2,50}?)\s*(?:[/;|]\s*|$)"
LISTED_LEGEND = re.compile(rf"(?:{LISTED}){{2,}}")  # `M: moderator / L: librarian`
LISTED_MEANINGS = re.compile(LISTED)
DATED = re.compile(
    r"(?:\w+,?\s+)?(?:\w+\.?\s+)?\d{1,4}(?:st|nd|rd|th|er)?[\s./,-]+(?:\w+\.?|\d{1,2})[\s./,-]+\d{2,4}\b.{0,30}|"
    r"(?:\d+\s*(?:h|m|min|s|sec)\b\.?\s*)+",
    re.IGNORECASE,
)
ENDING = re.compile(r"[?!»”;]+")
OMITTED = re.compile(  # what a chat's export says of a picture or a message taken back
    r"[:：]\s*<?(?:(?:media|image|video|audio|sticker|gif|document|contact card) omitted|m[ée]dias? omis|"
    r"(?:image|vid[ée]o|audio|document) (?:omise?|absente?)|(?:multimedia|imagen|audio|v[íi]deo) omitid[oa]|"
    r"this message was deleted|you deleted this message|ce message a [ée]t[ée] supprim[ée]|"
    r"(?:se elimin[óo] este mensaje|este mensaje fue eliminado))\.?>?$",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.?!…]\s?[\"”»)\]]*$")
TITLE_WORDS = 14
END_MARK = re.compile(r"(?P<before>.*?)[\[(*–—-]+\s*(?P<mark>[^\[\]()*]+?)\s*[\])*–—.-]*")
SHOWN = re.compile(r"[^:?]*\b(?:https?://|www\.)\S+")  # `Order transcripts at www. ...`
LETTERS = 4  # of a label that a legend explains
SHORT = 5  # words beside the mark at the talk's end
TITLED_PAGE = re.compile(r"[^.?!:]{1,60}[\s|–—-]+(?:page|p\.|p[áa]gina)\s*\d{1,4}(?:\s*(?:/|of|de|sur)\s*\d{1,4})?")
SELDOM = 0.15  # of a note's lines: more of them in brackets are no remarks
FOOT = 6  # lines at the end of a note that may tell about it


def without_surroundings(passages: list[Passage]) -> tuple[list[Passage], list[Aside]]:
    """Passages without the lines that are speech nowhere: page numbers, a program's own lines, remarks of a typist."""
    patterns = labels.lists()["lines"]
    found: list[Passage] = []
    aside: list[Aside] = []
    running = _running(passages)
    sections = _sections(passages)
    meanings = _legend(passages)
    bracketed = [n for n, passage in enumerate(passages) if passage.speaker is None and _bracketed(passage.text)]
    typed = set(bracketed) if len(bracketed) <= SELDOM * len(passages) else set()
    unparted = sum(passage.opens_paragraph for passage in passages[1:]) < SELDOM * len(
        passages
    )  # no blank lines at all
    ended = _after_the_end(passages)
    for number, passage in enumerate(passages):
        low = labels.plain(passage.text).strip(" *_-–—=[]().")
        edge = number < 3 or number >= len(passages) - 3
        if found and not passage.opens_paragraph and ENDING.fullmatch(passage.text):
            found[-1] = replace(found[-1], text=f"{found[-1].text} {passage.text}")  # ` ?` alone on a narrow line
        elif OMITTED.search(passage.text) or number in ended:
            aside.append(Aside(passage.text, "tool"))
        elif passage.speaker is None and re.fullmatch(r"[\W_]+", passage.text):
            aside.append(Aside(passage.text, "tool"))  # a rule drawn across the page
        elif number in running or number in sections:
            aside.append(Aside(passage.text, "heads"))
        elif number in typed or (patterns["remark"].fullmatch(labels.plain(passage.text)) and passage.speaker is None):
            aside.append(Aside(passage.text, "remarks"))
        elif number in meanings:
            aside.append(Aside(passage.text, "facts"))
        elif (
            patterns["tool"].fullmatch(low)
            and (edge or passage.speaker is None)
            and (passage.opens_paragraph or unparted)
        ):
            aside.append(Aside(passage.text, "tool"))
        else:
            found.append(passage)
    return found, aside


def _after_the_end(passages: list[Passage]) -> set[int]:
    """Places of a last line that says where the talk ends (`Part 1 of 1 [End of transcript]`), and of all below it; of
    a last line that shows where on the web a program is found."""
    last = range(max(0, len(passages) - FOOT), len(passages))
    bare = [n for n in last if passages[n].speaker is None and passages[n].opens_paragraph]
    tool = labels.lists()["lines"]["tool"]
    ends = [
        n for n in bare
        if (match := END_MARK.fullmatch(passages[n].text)) and tool.fullmatch(labels.plain(match["mark"]))
        and words(match["before"]) <= SHORT
    ]  # fmt: skip
    found = set(range(ends[0], len(passages))) if ends else set()
    return found | {
        n for n in bare[-2:] if SHOWN.fullmatch(passages[n].text) and words(passages[n].text) <= TITLE_WORDS
    }


def _legend(passages: list[Passage]) -> set[int]:
    """Places of lines that say what labels mean: `E = enquêtrice, L = locataire`, or one label a line."""
    shaped = {n: LEGEND.fullmatch(p.text) for n, p in enumerate(passages) if p.speaker is None}
    lines = [n for n, match in shaped.items() if match]
    sure = {n for n in lines if passages[n].text.count("=") > 1 or _tells_a_role(shaped[n])}  # type: ignore[arg-type]
    sure |= {n for n, p in enumerate(passages) if p.speaker is None and _listed_legend(p.text)}
    for n in [*lines, *reversed(lines)]:  # those beside a sure one, down and up, each label once
        short = words(shaped[n]["value"]) <= SHORT and not SENTENCE_END.search(passages[n].text)  # type: ignore[index]
        if sure & {n - 1, n + 1} and short and shaped[n]["key"] not in {shaped[m]["key"] for m in sure}:  # type: ignore[index]
            sure.add(n)
    return sure


def _listed_legend(text: str) -> list[tuple[str, str]]:
    """Labels and what they mean, where a line says nothing else and one of them is a role; else nothing."""
    found = LISTED_MEANINGS.findall(text) if LISTED_LEGEND.fullmatch(text) else []
    return found if any(labels.usual_role(value) for _, value in found) else []


def _tells_a_role(match: re.Match) -> bool:
    """Whether the value is a role; behind a dash of initials only, where somebody may as well say `The mentor.`"""
    role = labels.usual_role(match["value"]) if len(match["value"]) > 2 else None
    initials = labels.INITIALS.fullmatch(match["key"]) and not SENTENCE_END.search(match["value"])
    return role is not None and ("=" in match[0] or bool(initials))


def _sections(passages: list[Passage]) -> set[int]:
    """Places of an interview guide's titles (`Section 2: Costs`): each number once, and no sentence."""
    pattern = labels.lists()["lines"]["section"]
    found = {
        n: match[0]
        for n, passage in enumerate(passages)
        if passage.speaker is None
        and not SENTENCE_END.search(passage.text)
        and (match := pattern.match(labels.plain(passage.text).strip(" *_#")))
        and words(passage.text) <= TITLE_WORDS
    }
    again = Counter(found.values())
    return {n for n, title in found.items() if again[title] == 1}


def _bracketed(text: str) -> bool:
    """Whether a line is all in brackets, no label and no question: a typist's remark (`[Two people talk at once]`)."""
    inside = re.fullmatch(r"[\[(]([^\[\]()?]+)[\])]\.?", text)
    if inside is None or words(text) < 2:
        return False
    return not labels.like_a_name(inside[1]) and not labels.usual_role(inside[1])


def _running(passages: list[Passage]) -> set[int]:
    """Places of page numbers, and of the lines beside them that come again at each page."""
    page = labels.lists()["lines"]["page"]
    numbers = {n for n, p in enumerate(passages) if p.speaker is None and page.fullmatch(labels.plain(p.text))}
    titled = Counter(re.sub(r"\d+", "#", p.text) for p in passages if TITLED_PAGE.fullmatch(p.text))
    numbers |= {n for n, p in enumerate(passages) if titled[re.sub(r"\d+", "#", p.text)] > 1 and p.speaker is None}
    numbers -= {
        n for n in numbers if not passages[n].opens_paragraph and passages[n].text.endswith(".")
    }  # `... on | page 5.`
    beside = [m for n in sorted(numbers) for m in (n - 1, n + 1) if 0 <= m < len(passages) and m not in numbers]
    beside = [
        n for n in beside if not SENTENCE_END.search(passages[n].text) and not re.search("[:：]", passages[n].text)
    ]
    shapes = {n: re.sub(r"\d+", "#", passages[n].text) for n in [*beside, 0, len(passages) - 1] if passages}
    again = Counter(shapes.values())  # the first page's head, and the last one's foot, stand beside no other number
    often = {shapes[n] for n in beside if again[shapes[n]] >= max(2, 0.6 * len(numbers))}
    return numbers | {n for n, shape in shapes.items() if shape in often}


def head(passages: list[Passage]) -> list[Aside]:
    """Why each line before the first speaker is no turn; `before` where nothing says so and a person should look."""
    found: list[Aside] = []
    listing = False
    for passage, after in itertools.zip_longest(passages, passages[1:]):
        text = passage.text
        fact = FACT.fullmatch(text)
        if is_list_head(passage):
            listing = not is_section_head(passage)
            found.append(Aside(text, "heads"))
        elif fact and (is_fact(fact["key"]) or (words(fact["value"]) <= TITLE_WORDS and not text.endswith("?"))):
            listing = False
            found.append(Aside(text, "facts"))
        elif (
            listing
            or passage.heading
            or DATED.fullmatch(text)
            or (words(text) <= TITLE_WORDS and not SENTENCE_END.search(text) and not _goes_on(after))
        ):
            found.append(Aside(text, "heads"))
        else:
            found.append(Aside(text, "before"))
    return found


def _goes_on(after: Passage | None) -> bool:
    """Whether a line only ends where the page does: the next one goes on in small letters."""
    return after is not None and not after.opens_paragraph and after.text[:1].islower()


def is_list_head(passage: Passage) -> bool:
    """Whether a line only says that a list about the note follows: `SPEAKERS`, `Mots clés :`."""
    return passage.speaker is None and labels.plain(passage.text).strip(" :*_#") in (
        labels.lists()["list_heads"] | labels.lists()["section_heads"]
    )


def is_section_head(passage: Passage) -> bool:
    """Whether a line says that the talk itself follows: `Transcript`, `Verbatim`."""
    return labels.plain(passage.text).strip(" :*_#") in labels.lists()["section_heads"]


def listed(passages: list[Passage]) -> set[int]:
    """Places of the lines that list something about a note: the head, the line after it, and what goes on."""
    found: set[int] = set()
    for place, passage in enumerate(passages):
        if not is_list_head(passage):
            continue
        found.add(place)
        if is_section_head(passage):
            continue
        after = place + 1
        while after < len(passages) and (after == place + 1 or not passages[after].opens_paragraph):
            if passages[after].start_s is not None or is_section_head(passages[after]):
                break
            found.add(after)
            after += 1
    return found


def head_length(passages: list[Passage]) -> int:
    """How many lines at the top of a note without labels are about it: titles, dates, facts, lists."""
    about = head(passages)
    return next((n for n, aside in enumerate(about) if aside.reason == "before"), len(about))


def foot(passages: list[Passage]) -> int:
    """How many lines at the end are facts about the note (`Transcriber: MO`)."""
    spoken = labels.lists()["spoken_keys"]
    count = 0
    for passage in reversed(passages[-FOOT:]):
        fact = FACT.fullmatch(passage.text)
        key = labels.plain(fact["key"]) if fact else ""
        if not fact or not is_fact(key) or set(key.split()) & spoken or words(fact["value"]) > TITLE_WORDS:
            break
        if passage.speaker is not None or passage.text.endswith("?") or labels.usual_role(fact["key"]):
            break
        count += 1
    return count


def closing(passages: list[Passage]) -> int:
    """Place from which somebody tells about the talk, below a heading or key (`Field notes`); else the end."""
    pattern = labels.lists()["lines"]["closing"]
    for place, passage in enumerate(passages):
        key, _, said = passage.text.partition(":")
        alone = passage.opens_paragraph and passage.speaker is None and not SENTENCE_END.search(key)
        if alone and pattern.fullmatch(labels.plain(key).strip(" *_#[]()")) and (said or place + 1 < len(passages)):
            return place
    return len(passages)


def afterwards(passages: list[Passage]) -> list[Aside]:
    """What stands from `closing` on: its heading, and remarks."""
    return [Aside(p.text, "remarks" if n or words(p.text) > TITLE_WORDS else "heads") for n, p in enumerate(passages)]


def present(aside: list[Aside]) -> dict[str, list[str]]:
    """Who the facts at the head say `asks`, and who was there: names as written."""
    found: dict[str, list[str]] = {"asks": [], "there": []}
    for one in aside:
        if one.reason != "facts":
            continue
        meant = MEANINGS.findall(one.text) if LEGEND.fullmatch(one.text) else _listed_legend(one.text)
        found["asks"] += [label.strip() for label, role in meant if labels.usual_role(role) == "interviewer"]
        for key, value in facts(one.text) if not _listed_legend(one.text) else []:
            if len(key) <= LETTERS and labels.usual_role(value.split(",")[-1]) == "interviewer":
                found["asks"].append(key)  # `SC : Sylvie Caron, chercheuse`
                continue
            known = key_words(key)
            asks = known & labels.lists()["asking_keys"] and not known & NO_NAMES
            found["asks" if asks else "there"] += [name for name in listed_names(value) if labels.could_be(name)]
    return found


def key_words(key: str) -> set[str]:
    """The words of a fact's key, as `labels.plain` writes them."""
    return set(re.findall(r"[^\W_]+", labels.plain(key)))


def listed_names(value: str) -> list[str]:
    """The names of a fact's value, as written.

    >>> listed_names("Ann Roy, B. Lee & Chloé et Dan")
    ['Ann Roy', 'B. Lee', 'Chloé', 'Dan']
    """
    return [name.strip() for name in re.split(r"[,;/&]|\band\b|\bet\b", value) if name.strip()]


def facts(line: str) -> list[tuple[str, str]]:
    """The facts of a line of the head, one or several.

    >>> facts("Date : 3 mai 2024   Lieu : Matane   Réalisée par : Sophie Caron")
    [('Date', '3 mai 2024'), ('Lieu', 'Matane'), ('Réalisée par', 'Sophie Caron')]
    """
    if not (whole := FACT.fullmatch(line)):
        return []
    several = [(one["key"], one["value"].strip(" ,;|")) for one in ONE_FACT.finditer(line)]
    return several if len(several) > 1 and all(value for _, value in several) else [(whole["key"], whole["value"])]
