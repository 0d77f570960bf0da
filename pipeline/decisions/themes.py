"""The codebook of themes: what people write in codebooks/themes.yaml, and what has become of each code.

A code needs an id and a label in each language of the study; everything else helps the machine, and the next coder: a
definition, when to use it and when not, and examples, each a turn somebody might have said. Examples that carry no code
at all (`no_code`) teach where to stay silent.

Codes change while a study runs. A code's former ids stand in `renamed_from`; a code that was merged, split or retired
stays in the file and says so, and decisions people made with it follow (`ThemesCodebook.current`).
"""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

import pydantic
from pydantic import Field, StringConstraints

from pipeline.language import ByLanguage, Label, OptionalLabel, Text
from pipeline.study import StrictModel, without_accents
from pipeline.study.declared_names import Mistake, declared, refuse

Stance = Literal["supportive", "critical", "mixed", "neutral"]
Material = Literal["interview", "focus_group", "open_answer", "document"]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$")]  # the one rule for ids, in every file


def code_id(name: str) -> str:
    """A code's id from what somebody called it: letters, digits and `_.-` stay, everything else becomes `_`.

    >>> code_id("Coût élevé (B2.1)")
    'Cout_eleve_B2.1'
    """
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", without_accents(name)).strip("_") or "code"


class Example(StrictModel):
    """One turn somebody might have said. In YAML a plain text, or `text` with other codes it carries and its stance."""

    text: Text
    also: list[str] = []  # ids of other codes this text carries
    stance: Stance | None = None


def _plain_texts(value: object) -> object:
    """A plain text in a list of examples stands for an example with nothing else to say."""
    return [{"text": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


Examples = Annotated[list[Example], pydantic.BeforeValidator(_plain_texts)]


class ExampleLists(ByLanguage[Examples]):
    root: dict[str, Examples] = Field(default_factory=dict)

    def pairs(self) -> Iterator[tuple[str, Example]]:
        """Pairs of language and example, languages by their code, examples in the order of the file."""
        return ((language, example) for language, examples in self.items() for example in examples)


class QuestionLists(ByLanguage[list[Text]]):
    """Questions an interviewer might ask: the question before a turn says much about what the turn is about."""

    root: dict[str, list[Text]] = Field(default_factory=dict)

    @property
    def all(self) -> list[str]:
        return [question for questions in self.values() for question in questions]


class Theme(StrictModel):
    id: Text
    label: Label


class Scope(StrictModel):
    """Where a code may be given; an empty list leaves it open."""

    asked: list[Text] = []  # questions that the unit answers: a survey variable, or words of the guide's question
    materials: list[Material] = []

    def holds(self, asked: str, material: str) -> bool:
        """May the code be given to a unit of this material that answers this question?"""
        answers = not self.asked or any(_stands_in(one, asked) for one in self.asked)
        return answers and (not self.materials or material in self.materials)


def _stands_in(words: str, text: str) -> bool:
    """Whole words only: what is said of the question `q1` says nothing of `q10`."""
    return re.search(rf"(?<!\w){re.escape(words.casefold())}(?!\w)", text.casefold()) is not None


class Code(StrictModel):
    id: Id  # such as A3_capacity; stands in every table, so it changes only by `renamed_from`
    theme: Id
    parent: Id | None = None  # the code that this one is a kind of, to any depth; its figures hold this one's
    colour: Colour | None = None  # its theme’s, where none is given
    direction: Literal["for", "against"] | None = None  # what the code says by itself, where nobody gives a stance
    scope: Scope = Scope()
    excludes: list[Id] = []  # codes that cannot stand on the same unit
    label: Label
    definition: OptionalLabel = OptionalLabel()
    use_when: OptionalLabel = OptionalLabel()
    not_when: OptionalLabel = OptionalLabel()  # names the code to use instead, where there is one
    questions: QuestionLists = QuestionLists()  # that lead to answers with this code
    examples: ExampleLists = ExampleLists()
    renamed_from: list[str] = []  # former ids; decisions made with them are this code's
    merged_into: str | None = None  # decisions move to that code
    split_into: list[str] = []  # decisions wait for review among these codes
    retired: bool = False  # no longer used; decisions stay on file and stand in no table

    @property
    def usual_stance(self) -> Stance | Literal[""]:
        """The stance of a decision that gives none; empty where the code has no direction."""
        return "supportive" if self.direction == "for" else "critical" if self.direction == "against" else ""

    @property
    def is_active(self) -> bool:
        return not (self.retired or self.merged_into or self.split_into)


class ThemesCodebook(StrictModel):
    """codebooks/themes.yaml."""

    one_code_only: bool = False  # every unit carries exactly one code, or none
    themes: list[Theme] = Field(min_length=1)
    codes: list[Code] = Field(min_length=1)
    no_code: ExampleLists = ExampleLists()  # turns that carry no code: introductions, small talk, logistics
    no_code_questions: QuestionLists = QuestionLists()  # questions that lead to such turns

    @property
    def languages(self) -> list[str]:
        """The languages its labels are in, in the order of the file."""
        return list(self.themes[0].label.root)

    @pydantic.model_validator(mode="after")
    def _ids_hold_together(self) -> "ThemesCodebook":
        """All mistakes at once, each at its place."""
        refuse(self, self._mistakes())
        return self

    def _mistakes(self) -> Iterator[Mistake]:
        themes = [theme.id for theme in self.themes]
        ids = [code.id for code in self.codes]
        former = [old for code in self.codes for old in code.renamed_from]
        for number, code in enumerate(self.codes):
            place, who = ("codes", number), f"code {code.id}"
            for one in sorted({code.id, *code.renamed_from}):
                if (ids + former).count(one) > 1:
                    yield place, f"the code id {one!r} stands more than once; each id names one code"
            yield from declared((*place, "theme"), who, [code.theme], themes, "themes")
            named = [one for _, example in code.examples.pairs() for one in example.also]
            others = [*named, *code.split_into, *code.excludes, code.merged_into, code.parent]
            yield from declared(place, who, others, ids, "codes")
            if self._ends_nowhere(code):
                yield place, f"code {code.id!r} is merged into a code that is merged back into it"
            if code.id in self.ancestors(code.id):
                yield place, f"code {code.id!r} is its own parent, by way of {code.parent!r}"
        if not self.active:
            yield ("codes",), "every code is retired, merged or split; at least one must be in use"

    def _ends_nowhere(self, code: Code) -> bool:
        seen: set[str] = set()
        by_id = self._by_id
        while code.merged_into and code.merged_into in by_id and code.id not in seen:
            seen.add(code.id)
            code = by_id[code.merged_into]
        return code.id in seen

    @property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}

    @property
    def active(self) -> list[Code]:
        """The codes in use, in the order of the file."""
        return [code for code in self.codes if code.is_active]

    @property
    def ids(self) -> list[str]:
        return [code.id for code in self.active]

    def ancestors(self, code_id: str) -> list[str]:
        """Parents of a code, the nearest first; ends where a code stands above itself (which is refused)."""
        found: list[str] = []
        by_id = self._by_id
        parent = by_id[code_id].parent
        while parent is not None and parent in by_id and parent not in found:
            found.append(parent)
            parent = by_id[parent].parent
        return found

    def descendants(self, code_id: str) -> list[str]:
        """Codes below a code at any depth, in the order of the file."""
        return [code.id for code in self.codes if code_id in self.ancestors(code.id)]

    def __getitem__(self, code_id: str) -> Code:
        """The code with this id, in use or not. Raises KeyError."""
        return self._by_id[code_id]

    def current(self, code_id: str) -> Code | None:
        """What a decision made with `code_id` (perhaps years ago) stands for now: renames and merges are followed.

        The code that comes back may be split or retired (see `is_active`); None where no code ever had this id.
        """
        by_former = {old: code for code in self.codes for old in code.renamed_from}
        code = self._by_id.get(code_id) or by_former.get(code_id)
        while code is not None and code.merged_into:
            code = self._by_id[code.merged_into]
        return code
