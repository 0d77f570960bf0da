"""Questions in bold or italics or as headings, answers in plain letters, no names."""

from pipeline.notes import heads_and_feet
from pipeline.notes.layouts.layout_base import Reading, Turn, say_by_role
from pipeline.notes.passages import SENTENCE_END, TITLE_WORDS, Aside, Passage, words

NAME = "questions set apart by their letters"
AN_ANSWER = 60  # words above the first question: a few are a title or a remark, as many as that may be talk


def read(passages: list[Passage]) -> Reading | None:
    """Turns where the lines of one style hold the questions; what stands above the first one is the note's head."""
    for styles in (("bold", "heading"), ("italic",), ("heading",), ("bold",)):
        asked = [n for n, p in enumerate(passages) if p.style in styles and p.text.rstrip().endswith(("?", "…", "..."))]
        plain = [n for n, p in enumerate(passages) if p.style not in styles]
        if len(asked) < 2 or not plain:
            continue
        first = asked[0]
        while first and not passages[first].opens_paragraph and passages[first - 1].style in styles:
            first -= 1  # a question of several lines
        set_apart = [n for n in range(first, len(passages)) if passages[n].style in styles]
        others = [n for n in plain if n > first and passages[n].text.rstrip().endswith("?")]
        if len(others) > len(asked) or len(set_apart) < 2 or len(asked) * 2 < len(set_apart):
            continue
        end = asked[-1] + heads_and_feet.closing(passages[asked[-1] :])
        turns: list[Turn] = []
        aside = heads_and_feet.head(passages[:first]) + heads_and_feet.afterwards(passages[end:])
        for place in range(first, end):
            passage = passages[place]
            if _titles_a_part(passage, passages[place + 1 : place + 2], styles):
                aside.append(Aside(passage.text, "heads"))
                continue
            role = "interviewer" if passage.style in styles else "participant"
            say_by_role(turns, role, passage.text, passage.start_s, passage.end_s)
        unread = sum(words(one.text) for one in aside if one.reason == "before")
        return Reading(NAME, turns, aside, fit=0.85 - 0.15 * min(1.0, unread / AN_ANSWER))
    return None


def _titles_a_part(passage: Passage, below: list[Passage], styles: tuple[str, ...]) -> bool:
    """Whether a line set apart is no question but stands above one: `B. Costs`."""
    if passage.style not in styles or not passage.opens_paragraph or SENTENCE_END.search(passage.text):
        return False
    question = [p for p in below if p.style in styles and p.opens_paragraph and p.text.rstrip().endswith("?")]
    return bool(question) and words(passage.text) <= TITLE_WORDS
