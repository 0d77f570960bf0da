"""Lines among the talk that are speech nowhere: page numbers and running heads, a program's own lines, remarks."""

import re
from collections import Counter
from dataclasses import replace

from pipeline.notes import labels, legends
from pipeline.notes.note_facts import FACT
from pipeline.notes.passages import SELDOM, SENTENCE_END, TITLE_WORDS, Aside, Passage, shape, unparted, words
from pipeline.notes.stamps import ALONE, SPAN, UNITS

AROUND = " *_-–—=[]().,:"  # a line that a program or a typist adds
RULE = re.compile(r"[\W_]+")  # drawn across the page
ENDING = re.compile(r"[?!»”;]+")
OMITTED = re.compile(  # what a chat's export says of a picture or a message taken back
    r"[:：]\s*<?(?:(?:media|image|video|audio|sticker|gif|document|contact card) omitted|m[ée]dias? omis|"
    r"(?:image|vid[ée]o|audio|document) (?:omise?|absente?)|(?:multimedia|imagen|audio|v[íi]deo) omitid[oa]|"
    r"this message was deleted|you deleted this message|ce message a [ée]t[ée] supprim[ée]|"
    r"(?:se elimin[óo] este mensaje|este mensaje fue eliminado))\.?>?$",
    re.IGNORECASE,
)
END_MARK = re.compile(r"(?P<before>.*?)[\[(*–—-]+\s*(?P<mark>[^\[\]()*]+?)\s*[\])*–—.-]*")
CONTACT = re.compile(r"\bwww\.|https?://|\S@\w+\.\w|\+?\d[\d\s().-]{8,}\d|\s\|\s")
SHOWN = re.compile(r"[^:?]*\b(?:https?://|www\.)\S+")  # `Order transcripts at www. ...`
WHEN = re.compile(rf"(?:\b(?:at|after|a|apres|le)\s)?\W{{0,4}}(?:{SPAN}|{UNITS})")  # a program did what it says
SHORT = 5  # words beside the mark at the talk's end
LONGEST_MARK = 300  # characters of a passage that may be that mark
TITLED_PAGE = re.compile(r"[^.?!:]{1,60}[\s|–—-]+(?:page|p\.|p[áa]gina)\s*\d{1,4}(?:\s*(?:/|of|de|sur)\s*\d{1,4})?")
RULES = re.compile(r"([-–—_=*~#])(?:\s?\1)+")
FEW_RULES = 3  # more of them part something else than head and foot from the talk
END = 6  # lines at the end of a note among which a program says so


def without_surroundings(passages: list[Passage]) -> tuple[list[Passage], list[Aside]]:
    """Passages without the lines that are speech nowhere: page numbers, a program's own lines, remarks of a typist."""
    patterns = labels.lists()["lines"]
    found: list[Passage] = []
    aside: list[Aside] = []
    running = _running(passages)
    sections = _sections(passages)
    meanings = legends.places(passages)
    bracketed = [n for n, passage in enumerate(passages) if passage.speaker is None and _bracketed(passage.text)]
    typed = set(bracketed) if len(bracketed) <= SELDOM * len(passages) else set()
    typed |= _counts_in_brackets(passages)
    gapless = unparted(passages)
    ended = _after_the_end(passages)
    below = _below_the_last_rule(passages)
    for number, passage in enumerate(passages):
        low = _plain(passage.text)
        notice = labels.plain(passage.text.partition(": ")[2])  # a chat's, under the name of who is written to
        edge = number < 3 or number >= len(passages) - 3
        if found and not passage.opens_paragraph and ENDING.fullmatch(passage.text):
            found[-1] = replace(found[-1], text=f"{found[-1].text} {passage.text}")  # ` ?` alone on a narrow line
        elif OMITTED.search(passage.text) or number in ended or (not number and patterns["tool"].fullmatch(notice)):
            aside.append(Aside(passage.text, "tool"))
        elif passage.speaker is None and RULE.fullmatch(passage.text):
            aside.append(Aside(passage.text, "tool"))  # a rule drawn across the page
        elif number in running or number in sections or number in below:
            aside.append(Aside(passage.text, "heads"))
        elif number in typed or (patterns["remark"].fullmatch(labels.plain(passage.text)) and passage.speaker is None):
            aside.append(Aside(passage.text, "remarks"))
        elif number in meanings:
            aside.append(Aside(passage.text, "facts"))
        elif (
            patterns["tool"].fullmatch(low)
            and (edge or passage.speaker is None)
            and (passage.opens_paragraph or gapless)
        ):
            aside.append(Aside(passage.text, "tool"))
        else:
            found.append(passage)
    return found, aside


def _after_the_end(passages: list[Passage]) -> set[int]:
    """Places of what stands last and is no talk: all from the first line that ends it; a program's place on the web."""
    last = range(max(0, len(passages) - END), len(passages))
    bare = [n for n in last if passages[n].speaker is None and passages[n].opens_paragraph]
    ends = [n for n in bare if _says_it_ends(passages, n) or _is_end_mark(passages, n) or _advertises(passages, n)]
    ends += [n for n in last[-1:] if _opens_anew(passages, n) and _is_typists(_plain(passages[n].text))]
    ends += _contact(passages)
    ends += [n for n in last[:-1] if _signs(passages, n)]
    shown = {n for n in bare[-2:] if SHOWN.fullmatch(passages[n].text) and words(passages[n].text) <= TITLE_WORDS}
    return set(range(min(ends), len(passages))) | shown if ends else shown


def _opens_anew(passages: list[Passage], place: int) -> bool:
    """Whether a line is a paragraph of nobody's, or stands below a stop and begins with a capital letter."""
    text, before = passages[place].text, passages[place - 1].text if place else "."
    below = bool(SENTENCE_END.search(before)) and text[:1].isupper()
    return passages[place].speaker is None and (passages[place].opens_paragraph or below)


def _is_typists(text: str) -> bool:
    """Whether a note's last line only says that it ends, who typed it, or on what."""
    lines = labels.lists()["lines"]
    return bool(lines["end"].fullmatch(text) or lines["typed"].fullmatch(text))


def _contact(passages: list[Passage]) -> list[int]:
    """Place of the paragraph at the end that tells where somebody is found, in lines without a stop; else none."""
    opening = [n for n, p in enumerate(passages) if p.opens_paragraph and p.speaker is None]
    if not opening or len(passages) - opening[-1] > END or opening[-1] == 0:
        return []
    lines = [p.text for p in passages[opening[-1] :]]
    told = any(map(CONTACT.search, lines)) and not any(
        SENTENCE_END.search(line) or FACT.fullmatch(line) for line in lines
    )
    return opening[-1:] if told else []


def _says_it_ends(passages: list[Passage], place: int) -> bool:
    """Whether a line says that the talk is over, and nobody speaks again: `End of transcript`."""
    text, lines = _plain(passages[place].text), labels.lists()["lines"]
    return bool(lines["end"].match(text) and lines["tool"].fullmatch(text)) and not _speaks_again(passages, place + 1)


def _is_end_mark(passages: list[Passage], place: int) -> bool:
    """Whether a line holds such words in brackets, and few others: `Part 1 of 1 [End of transcript]`."""
    text = passages[place].text
    match = END_MARK.fullmatch(text) if len(text) <= LONGEST_MARK else None
    if match is None or words(match["before"]) > SHORT:
        return False
    tool = labels.lists()["lines"]["tool"]
    return bool(tool.fullmatch(labels.plain(match["mark"]))) and not _speaks_again(passages, place + 1)


def _signs(passages: list[Passage], place: int) -> bool:
    """Whether somebody takes leave in writing and only a few words stand below: `Kind regards`, a name."""
    leave = labels.lists()["lines"]["signed"].fullmatch(_plain(passages[place].text))
    below = passages[place + 1 :]
    return (
        bool(leave)
        and passages[place].speaker is None
        and all(words(p.text) <= SHORT and not SENTENCE_END.search(p.text) for p in below)
    )


def _advertises(passages: list[Passage], place: int) -> bool:
    """Whether a line tells what a program does that writes down speech, and nobody's own doing."""
    text, lines = labels.plain(passages[place].text), labels.lists()["lines"]
    told = lines["advertised"].search(text) and not lines["oneself"].search(text)
    return bool(told) and not _speaks_again(passages, place)


def _below_the_last_rule(passages: list[Passage]) -> set[int]:
    """Places of the few lines below a rule at the end of a note, which ask nothing and name nobody who speaks."""
    rules = [n for n, p in enumerate(passages) if RULES.fullmatch(p.text) and p.speaker is None]
    below = range(rules[-1] + 1, len(passages)) if rules else range(0)
    if not 0 < len(below) <= END or len(below) * 2 > rules[-1]:
        return set()
    if len(rules) > FEW_RULES and not all(_opens(passages[n + 1]) for n in rules[:-1]):
        return set()
    if len(rules) > FEW_RULES and _opens(passages[below.start]):
        return set()  # they part the turns, this one too
    asked = any("?" in passages[n].text for n in below)
    return set() if asked or _speaks_again(passages, below.start) else set(below)


def _opens(passage: Passage) -> bool:
    """Whether a line may say who speaks below it, or before its colon."""
    return bool(FACT.fullmatch(passage.text)) or not SENTENCE_END.search(passage.text)


def _speaks_again(passages: list[Passage], start: int) -> bool:
    """Whether a line from `start` on opens with words and a colon as one above does, or with a usual label."""
    opening = [match["key"] if (match := FACT.fullmatch(passage.text)) else "" for passage in passages]
    above = {labels.plain(key) for key in opening[:start] if key}
    return any(key and (labels.usual_role(key) or labels.plain(key) in above) for key in opening[start:])


def _plain(text: str) -> str:
    """A line without what stands around it and when it was, as the patterns of labels.toml have it; of one that says
    the same in two languages, the first."""
    first, *others = [WHEN.sub("", part).strip(AROUND) for part in re.split(r"\s[/|]\s", labels.plain(text))]
    tool = labels.lists()["lines"]["tool"]
    twice = others and tool.fullmatch(first) and all(tool.fullmatch(part) for part in others)
    return first if twice else WHEN.sub("", labels.plain(text)).strip(AROUND)


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
    """Whether a line is all in brackets or waves, no label, no question: a typist's remark (`[Two talk at once]`)."""
    inside = re.fullmatch(r"[\[(~]([^\[\]()?~]+)[\])~]\.?", text)
    if inside is None or words(text) < 2:
        return False
    return not labels.like_a_name(inside[1]) and not labels.usual_role(inside[1])


def _counts_in_brackets(passages: list[Passage]) -> set[int]:
    """Places of the lines all in brackets that come again with other numbers, and name nobody: `[Likes: 6]`."""
    shaped = {
        n: shape(passage.text) for n, passage in enumerate(passages)
        if passage.speaker is None and (inside := re.fullmatch(r"[\[({<]([^\[\]?]+)[\])}>]", passage.text))
        and re.search(r"\d", inside[1]) and re.search(r"[^\W\d_]", inside[1]) and not ALONE.fullmatch(passage.text)
        and not labels.usual_role(inside[1])
    }  # fmt: skip
    again = Counter(shaped.values())
    return {n for n, line in shaped.items() if again[line] > 1 and "#" in line}


def _running(passages: list[Passage]) -> set[int]:
    """Places of page numbers, and of the lines beside them that come again at each page."""
    page = labels.lists()["lines"]["page"]
    numbers = {n for n, p in enumerate(passages) if p.speaker is None and page.fullmatch(labels.plain(p.text))}
    titled = Counter(shape(p.text) for p in passages if TITLED_PAGE.fullmatch(p.text))
    numbers |= {n for n, p in enumerate(passages) if titled[shape(p.text)] > 1 and p.speaker is None}
    title = passages[0].text if passages else ""
    if words(title) > 1 and not SENTENCE_END.search(title) and passages[0].speaker is None:
        heads = {n for n, p in enumerate(passages) if p.text == title}
        near = {m for n in heads for m in (n - 1, n + 1) if 0 <= m < len(passages) and len(heads) > 1}
        numbers |= {m for m in near if passages[m].text.isdigit()}
        numbers |= heads if numbers & near else set()
    numbers -= {
        n for n in numbers if not passages[n].opens_paragraph and passages[n].text.endswith(".")
    }  # `... on | page 5.`
    beside = [m for n in sorted(numbers) for m in (n - 1, n + 1) if 0 <= m < len(passages) and m not in numbers]
    beside = [
        n for n in beside if not SENTENCE_END.search(passages[n].text) and not re.search("[:：]", passages[n].text)
    ]
    shapes = {n: shape(passages[n].text) for n in [*beside, 0, len(passages) - 1] if passages}
    again = Counter(shapes.values())  # the first page's head, and the last one's foot, stand beside no other number
    often = {shapes[n] for n in beside if again[shapes[n]] >= max(2, 0.6 * len(numbers))}
    return numbers | {n for n, line in shapes.items() if line in often}
