"""What every view has at hand: the store, the language, who is coding, and how things are named on a page."""

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment
from markupsafe import Markup

from pipeline import language as write
from pipeline.decisions.memos import LONGEST, Memo
from pipeline.decisions.record import CodingDecision
from pipeline.decisions.themes import Code
from pipeline.decisions.themes_tree import COLOURS
from pipeline.exchange.study_inputs import group_names
from pipeline.language import Words
from pipeline.tables import STANCES
from pipeline.workbench import memos_now, sound
from pipeline.workbench.store import Segment, Store

# In the order of the navigation; Alt and a digit go to the first nine.
VIEWS = [
    "review", "read", "code", "codebook", "adjudicate", "search", "compare", "memos", "progress",
    "findings", "evidence", "quotations", "chapters", "names",
]  # fmt: skip
STATIC = Path(__file__).parents[1] / "static"


class Meanwhile(Exception):
    """Somebody was faster; `answer` shows what stands now."""

    def __init__(self, answer: dict[str, Any]):
        super().__init__(answer.get("say", ""))
        self.answer = answer


@dataclass
class Page:
    store: Store
    say: Words
    coder: str
    view: str
    base: str  # the token's part of the address
    query: dict[str, str]
    templates: Environment

    def render(self, template: str, **more: Any) -> str:
        names = {one: write.language_name(one, one).capitalize() for one in self.store.study.languages}
        return self.templates.get_template(template).render(
            page=self, say=self.say, languages=names, stances=STANCES, views=VIEWS, **more
        )

    def language_name(self, language: str) -> str:
        """A language in the language of the page."""
        return write.language_name(language, self.say.language)

    def kind(self, kind: str) -> str:
        """What a name is that was replaced: a person, a place, a telephone number."""
        return self.say(f"kind_{kind}") if self.say.has(f"kind_{kind}") else kind

    @property
    def colon(self) -> str:
        return write.colon(self.say.language)

    def url(self, view: str, **query: object) -> str:
        kept = {key: value for key, value in query.items() if value not in ("", None)}
        return f"{self.base}/{self.say.language}/{view}" + (f"?{urlencode(kept)}" if kept else "")

    def url_of(self, view: str, parts: dict[str, str], **more: object) -> str:
        return self.url(view, **(parts | more))

    def in_language(self, language: str) -> str:
        """This very page in another language."""
        return f"{self.base}/{language}/{self.view or 'review'}" + (f"?{urlencode(self.query)}" if self.query else "")

    def undo(self) -> Segment:
        """Takes back what this person decided last; the segment it was about. Raises Meanwhile where there is none."""
        with self.store.lock:
            last = self.store.last_of(self.coder)
            segment = self.store.segments.get(last.unit_id) if last else None
            if last is None or segment is None:
                raise Meanwhile({"say": self.say("nothing_undo")})
            again = self.store.decision(self.coder, segment, "undo", last.code, start=last.start, end=last.end)
            self.store.save([again])
        return segment

    def memos(self, target: str) -> list[Memo]:
        return memos_now.about(self.store, target)

    def sound_of(self, note: str) -> str:
        """The address of a note's recording; empty where it has none."""
        return self.url(f"sound/{quote(note)}") if sound.recording(self.store, note) else ""

    def starts_of(self, note: str) -> dict[int, float]:
        return sound.starts(self.store, note) if self.sound_of(note) else {}

    def percent(self, share: float) -> str:
        """A share (0 to 1) as the language writes it."""
        return write.percent(100 * share, self.say.language)

    def label(self, code: Code | str) -> str:
        """A code's label in the language of the page."""
        found = self.store.code(code) if isinstance(code, str) else code
        return found.label[self.say.language] if found else str(code)

    def prose(self, prose: Any) -> str:
        """A definition or rule in the language of the page, or in the other one where it is not translated yet."""
        return prose[self.say.language]

    def hue(self, code_id: str) -> int:
        """The colour of a code, its own or its theme's (0 to 7); colour never says what words don't."""
        code = self.store.code(code_id)
        if code and code.colour:
            return self.hue_of(code.colour)
        themes = [theme.id for theme in self.store.codebook.themes]
        return themes.index(code.theme) % 6 if code and code.theme in themes else 5

    @staticmethod
    def hue_of(colour: str) -> int:
        """The colour of the page that is nearest to `#rrggbb`; those of the page read well on its ground."""
        parts = [[int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in (colour, *COLOURS)]
        far = [sum((a - b) ** 2 for a, b in zip(parts[0], other, strict=True)) for other in parts[1:]]
        return far.index(min(far))

    @property
    def script(self) -> str:
        """The view's module of JavaScript; what all views share, where it has none of its own."""
        return f"{self.view}.js" if (STATIC / f"{self.view}.js").exists() else "page.js"

    @staticmethod
    def stance(body: dict[str, Any]) -> str:
        """The stance that was chosen; empty where none was."""
        chosen = body.get("stance")
        return chosen if chosen in STANCES else ""

    @staticmethod
    def memo(body: dict[str, Any]) -> str:
        return str(body.get("memo") or "")[:LONGEST].strip()

    def title_of(self, segment: Segment) -> str:
        if not segment.turn:
            return segment.segment_id
        return f"{segment.note_id}, {self.place_of(segment)}"

    def around(self, segment: Segment) -> tuple[Segment | None, Segment | None]:
        """What was said before and after; answers of a survey have other people beside them, not a talk."""
        if not segment.turn:
            return None, None
        note = self.store.notes[segment.note_id]
        at = note.index(segment)
        return note[at - 1] if at else None, note[at + 1] if at + 1 < len(note) else None

    def place_of(self, segment: Segment) -> str:
        """The turn of a talk, the paragraph of a document."""
        return self.say("paragraph" if segment.material == "document" else "turn", segment.turn)

    def group(self, key: str) -> str:
        """A group or region as the study's documents head it; its key where they do not name it."""
        named = self.store.fresh(
            "group names",
            [self.store.study.reports / "chapters" / "document.yaml"],
            lambda: group_names(self.store.study),
        )
        return str(named[key][self.say.language]) if key in named else key

    def painted(self, segment: Segment, own: list[CodingDecision]) -> Markup:
        """The words of a segment, those with a code of its colour behind them."""
        spans = [one for one in own if one.start is not None and one.end is not None and one.decision == "assigned"]
        cuts = sorted({0, len(segment.text), *(at for one in spans for at in (one.start or 0, one.end or 0))})
        out = Markup()
        for start, end in pairwise(cuts):
            covering = [one.code for one in spans if (one.start or 0) <= start and end <= (one.end or 0)]
            piece = segment.text[start:end]
            out += Markup('<mark class="hue{}">{}</mark>').format(self.hue(covering[-1]), piece) if covering else piece
        return out

    def codes(self) -> list[dict[str, Any]]:
        """The codes in use for the choosing field: id, label, and words by which it is found."""
        return [
            {
                "id": code.id,
                "label": self.label(code),
                "words": " ".join([*code.label.values(), *code.definition.values()]),
                "hue": self.hue(code.id),
            }
            for code in self.store.codebook.active
        ]

    def codes_json(self) -> Markup:
        return Markup(json.dumps(self.codes(), ensure_ascii=False).replace("<", "\\u003c"))
