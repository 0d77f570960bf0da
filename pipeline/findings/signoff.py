"""Sign-off: what an author vouched for, sentence by sentence, and what has changed since.

reports/chapters/signoff.yaml keeps, for each chapter and language, the sentences that carry evidence and the values
they had when somebody signed. A sentence is known by its words, not its numbers, so that a changed number is told.
"""

from dataclasses import dataclass

from pipeline.findings.prose import Sentence
from pipeline.study import StrictModel, Study, load_model_if_any


class SignedSentence(StrictModel):
    text: str  # with `{evidence id}` where a value stands
    values: list[str]  # the values, in order


class SignedChapter(StrictModel):
    by: str
    sentences: list[SignedSentence]


class SignOff(StrictModel):
    """reports/chapters/signoff.yaml; chapters are named `NAME.LANGUAGE`."""

    chapters: dict[str, SignedChapter] = {}


@dataclass(frozen=True)
class Stale:
    """One signed sentence in which a value has changed."""

    chapter: str
    sentence: Sentence
    by: str
    changes: tuple[tuple[str, str, str], ...]  # evidence id, value when signed, value now


def load(study: Study) -> SignOff:
    return load_model_if_any(study.reports / "chapters" / "signoff.yaml", SignOff)


def stale(signed: SignOff, chapter: str, sentences: list[Sentence]) -> list[Stale]:
    """The signed sentences of `chapter` (`NAME.LANGUAGE`) in which a value is no longer what was signed."""
    if chapter not in signed.chapters:
        return []
    entry = signed.chapters[chapter]
    before = {sentence.text: sentence.values for sentence in entry.sentences}
    found = []
    for sentence in sentences:
        if sentence.key in before:
            pairs = zip(sentence.values, before[sentence.key], strict=False)
            changes = tuple((evidence, old, new) for (evidence, new), old in pairs if old != new)
            if changes:
                found.append(Stale(chapter, sentence, entry.by, changes))
    return found


def unsigned(signed: SignOff, chapter: str, sentences: list[Sentence]) -> int:
    """How many sentences with evidence nobody has signed, because they are new or reworded."""
    before = {one.text for one in signed.chapters[chapter].sentences} if chapter in signed.chapters else set()
    return sum(sentence.key not in before for sentence in sentences)


def sign(signed: SignOff, chapter: str, sentences: list[Sentence], by: str) -> SignOff:
    """`signed` with `chapter` as it stands now vouched for by `by`."""
    unique = {sentence.key: sentence for sentence in sentences}
    entry = SignedChapter(
        by=by,
        sentences=[
            SignedSentence(text=key, values=[value for _, value in sentence.values]) for key, sentence in unique.items()
        ],
    )
    return SignOff(chapters={**signed.chapters, chapter: entry})


def as_yaml(signed: SignOff) -> str:
    from pipeline.study import yaml_editing

    head = "# Who vouched for which sentence, with the values it had. Written by `python -m pipeline sign`.\n"
    content = signed.model_dump()
    content["chapters"] = dict(sorted(content["chapters"].items()))
    return head + yaml_editing.dump(content)
