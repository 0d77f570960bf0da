"""No transcript: field notes, a summary. Kept whole as one voice, with the questions that stand in it."""

from pipeline.notes.heads_and_feet import head
from pipeline.notes.layouts.layout_base import Reading, Turn
from pipeline.notes.layouts.paragraphs import paragraphs_of
from pipeline.notes.note_facts import FACT, is_fact
from pipeline.notes.passages import SENTENCE_END, Aside, Passage

NAME = "one voice"


def _about(one: Aside) -> bool:
    """Whether a line of the head is a usual fact about a note, and no sentence."""
    fact = FACT.fullmatch(one.text)
    return fact is not None and is_fact(fact["key"]) and not SENTENCE_END.search(one.text)


def _fact(one: Aside) -> bool:
    """Whether a line of the head is set aside as a fact: a sentence below a theme is what the note is about."""
    return one.reason == "facts" and (_about(one) or not SENTENCE_END.search(one.text))


def read(passages: list[Passage]) -> Reading | None:
    """A turn for each paragraph, all the participant's; only titles and facts at the head are set aside."""
    about = head(passages)
    plain = [n for n, (p, one) in enumerate(zip(passages, about, strict=True)) if not p.heading and not _fact(one)]
    if not plain:  # every line is `Theme: what was said of it`: only what is surely about the note is set aside
        plain = [n for n, (p, one) in enumerate(zip(passages, about, strict=True)) if not p.heading and not _about(one)]
    if not plain:
        return None
    # Only what is surely about the note: its first line may be a title, a list of short remarks is none.
    told = all(one.reason == "facts" for n, one in enumerate(about) if n in plain)
    first = plain[0] if told else next((n for n in plain if n > 0 or about[0].reason == "before"), 0)
    turns, aside = [], head(passages[:first])
    for text, style, start, end in paragraphs_of(passages[first:]):
        if style == "heading" and not text.endswith("?"):
            aside.append(Aside(text, "heads"))
        else:
            turns.append(Turn(None, [text], start, end))
    return Reading(NAME, turns, aside, fit=0.42 if turns else 0.0)
