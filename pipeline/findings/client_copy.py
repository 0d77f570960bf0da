"""What stands between a draft and a copy for the client: everything a client should not meet, in one list."""

import re
from collections.abc import Sequence

from pipeline.findings import glossary, prose, recommendations, signoff
from pipeline.findings.composing import Composed
from pipeline.findings.document import Names
from pipeline.findings.who_speaks import voices
from pipeline.study import Study

_HEADING = re.compile(r"^(?P<level>#+) (?P<text>.+?)(?: \{[^}]*\})?$")
_QUOTATION = re.compile(r"^::: \{\.(?:quotation|translation).*?^:::$", re.MULTILINE | re.DOTALL)


def left_to_do(study: Study, composed: Sequence[Composed]) -> list[str]:
    """A line for each thing to settle before the documents can leave; empty where they can."""
    signed = signoff.load(study)
    lines: list[str] = []
    for one in composed:
        where = f"{one.kind}.{one.words.language}"
        lines += [f"{where}: {line}" for line in _of_document(study, one)]
        lines += [f"{stale.chapter}: {_stale(stale)}" for stale in one.stale]
        lines += [f"{name}: {line}" for name, beyond in one.beyond.items() for line in beyond]
        for name, sentences in one.sentences.items():
            if unsigned := signoff.unsigned(signed, name, sentences):
                lines.append(f"{name}: {unsigned} of {len(sentences)} sentences with evidence are not signed off")
    lines += _of_recommendations(study, composed)
    return lines


def _of_document(study: Study, one: Composed) -> list[str]:
    words, language = one.words, one.words.language
    plain = prose.ANY_LINK.sub(lambda link: link["text"], one.markdown)
    lines = [f"placeholder: {found}" for found in _placeholders(plain, one)]
    patterns = [pattern.strip() for pattern in words("client.tool_talk").split("|")]
    said = plain.partition("{#annex-evidence}")[0]
    for line in said.splitlines():
        lines += [f"talk of tools: {pattern!r} in {line.strip()[:90]!r}" for pattern in patterns if pattern in line][:1]
    lines += [f"the section {name!r} is empty" for name in empty_sections(plain)]
    if one.kind != "annex":
        own = _one_line(_QUOTATION.sub("", plain))
        printed = [*words.sources.printed_recommendations.get(f"statement_{language}", []), *_as_asked(study, words)]
        for said in sorted(printed, key=len, reverse=True):
            own = own.replace(_one_line(said), "")  # as it stands in print, or was asked
        lines += [f"{wrong!r}: write {right!r}" for wrong, right in glossary.misused(study, own, language)]
    if one.kind == "findings":
        quoted = [key.removeprefix("quote.") for key in one.used if key.startswith("quote.") and key in one.printed]
        lines += voices(words.sources, quoted, words)
        spoken = words.sources.segments.reindex(
            key.removeprefix("quote.") for key in one.used if key.startswith("quote.")
        )
        nameless = {*spoken["stakeholder"].dropna()} - words.document.speakers.keys()  # in tables of findings too
        lines += [words("voices.no_name", group=group) for group in sorted(nameless)]
    return lines


def _one_line(text: str) -> str:
    """With one plain blank between words, however the page parts them."""
    return " ".join(text.split())


def _as_asked(study: Study, words: Names) -> list[str]:
    """Questions and answers of the survey with a word that the documents' own sentences should not use."""
    book = words.sources.survey
    if book is None:
        return []
    asked = [text for one in [*book.variables, *book.indicators] if (text := getattr(one, "label", None))]
    asked += [answer.label for answers in book.answers.values() for answer in answers]
    texts = {words.printed(label) for label in asked}
    return [text for text in texts if text and glossary.misused(study, text, words.language)]


def _placeholders(text: str, one: Composed) -> list[str]:
    marks = [re.escape(mark.strip()) for mark in one.words("client.placeholders").split("|")]
    found = re.findall(rf"\[(?:{'|'.join(marks)})[^\]]*\]", text)
    found += [f"({mark})" for mark in one.words("client.unset").split("|") if f"({mark})" in text]
    to_translate = text.count(".to-translate}")
    return [
        *found,
        *([f"{to_translate} quotations without translation"] if to_translate and one.kind != "annex" else []),
    ]


def empty_sections(markdown: str) -> list[str]:
    """The headings under which nothing stands before the next heading of the same or a higher level."""
    found, open_ = [], None
    for line in [*markdown.splitlines(), "# end"]:
        heading = _HEADING.match(line)
        if heading:
            if open_ and len(heading["level"]) <= open_[0]:
                found.append(open_[1])
            open_ = (len(heading["level"]), heading["text"])
        elif line.strip():
            open_ = None
    return found


def _stale(stale: signoff.Stale) -> str:
    old, new = stale.changes[0][1:]
    return f"{old} was signed and is now {new}"


def _of_recommendations(study: Study, composed: Sequence[Composed]) -> list[str]:
    found = recommendations.load(study)
    if not found.recommendations:
        return []
    words = composed[0].words
    wrong = recommendations.problems(found, words.sources.matrix)
    said = {"rests_on_nothing", "unknown_finding", "no_date", "leads_nowhere"}  # a weak one says so in print
    return [
        words(f"recommendation.problem.{one.kind}", about=one.about, also=one.also) for one in wrong if one.kind in said
    ]
