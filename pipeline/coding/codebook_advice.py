"""What the words of a codebook leave to be wished for, before anything is coded: what is missing, alike or misspelt.

`remarks` tells it code by code as phrases of the room `themes`; the codebook report prints them, and `check` may.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, groupby
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA

from pipeline.coding.embed import ENOUGH_EXAMPLES
from pipeline.decisions.themes import Code, ThemesCodebook
from pipeline.language import Words
from pipeline.study import bare, folded

SAME = 2  # letters by which two labels of different codes hardly differ
LONG = 7  # letters of a word from which one or two others make it a misspelling
WORD = re.compile(r"[^\W\d_]+")


class Remark(NamedTuple):
    """One phrase (a key of the room `themes`) about one code."""

    code: str
    key: str
    values: dict[str, Any]


def remarks(codebook: ThemesCodebook) -> list[Remark]:
    """All of it, in the order of the codebook."""
    found = [remark for code in codebook.active for remark in missing(code, codebook)]
    found += [*alike(codebook), *misspelt(codebook)]
    place = {code.id: at for at, code in enumerate(codebook.codes)}
    return sorted(found, key=lambda one: place[one.code])


def told(codebook: ThemesCodebook, language: str) -> list[str]:
    """The same as sentences, a line a code, `CODE: ...`, for a command to print."""
    say = Words("themes", language)
    return [
        f"{code}: {' '.join(say(one.key, **one.values) for one in of_code)}"
        for code, of_code in groupby(remarks(codebook), key=lambda one: one.code)
    ]


def missing(code: Code, codebook: ThemesCodebook) -> Iterator[Remark]:
    """Definition, examples, and where the code ends; a parent speaks through the codes below it."""
    if not any(code.definition.values()):
        yield Remark(code.id, "advice.no_definition", {})
    examples = len({example.text for _, example in code.examples.pairs()})
    below = any(codebook[one].examples.root for one in codebook.descendants(code.id))
    if not examples and not below:
        yield Remark(code.id, "advice.no_example", {})
    elif not below and examples < ENOUGH_EXAMPLES:
        yield Remark(code.id, "advice.few_examples", {"n": examples, "enough": ENOUGH_EXAMPLES})
    if not any(code.not_when.values()):
        yield Remark(code.id, "advice.no_border", {})


def alike(codebook: ThemesCodebook) -> Iterator[Remark]:
    """Pairs of codes whose labels or ids are the same but for a letter or two; figures tell codes apart."""
    for one, other in combinations(codebook.active, 2):
        pairs = [(one.label[language], other.label[language]) for language in one.label.root]
        pairs.append((_without_number(one.id), _without_number(other.id)))
        if any(_nearly_same(*pair) for pair in pairs):
            yield Remark(one.id, "advice.alike", {"code": other.id})


def _without_number(code_id: str) -> str:
    """`A3_capacity` without the `A3`."""
    return re.sub(r"^[A-Za-z]{0,2}\d+[_.-]", "", code_id)


def _nearly_same(one: str, other: str) -> bool:
    one, other = bare(one), bare(other)
    figures = re.findall(r"\d+", one) == re.findall(r"\d+", other)
    return figures and min(len(one), len(other)) > LONG and OSA.distance(one, other) <= SAME


def misspelt(codebook: ThemesCodebook) -> Iterator[Remark]:
    """Words of a code's label or id that stand nowhere else in that language, and are a letter or two from one that
    does; an id may be in any language."""
    for language in [None, *codebook.languages]:
        read = codebook.languages if language is None else [language]
        written = {code.id: _words(_named(code, read) + _said(code, read)) for code in codebook.active}
        codes_with = Counter(word for words in written.values() for word in words)
        plain = {folded(word) for word in codes_with} - {*codes_with}  # an id has no accents
        for code in codebook.active:
            own = _words(_said(code, read) + (_named(code, read) if language is None else []))
            name = _words([code.id.replace("_", " ")]) - plain if language is None else _words(_named(code, read))
            alone = {word for word in written[code.id] if codes_with[word] == 1} - own
            for word in sorted(word for word in name if word in alone or word not in codes_with):
                near = sorted(one for one in codes_with if one not in alone and _slip(word, one))
                if near:
                    yield Remark(code.id, "advice.misspelt", {"word": word, "known": near[0]})


def _named(code: Code, languages: list[str]) -> list[str]:
    return [code.label.root.get(language, "") for language in languages]


def _said(code: Code, languages: list[str]) -> list[str]:
    """What is written of the code in these languages."""
    notes = (code.definition, code.use_when, code.not_when)
    said = [part.root.get(language, "") for part in notes for language in languages]
    return said + [example.text for language, example in code.examples.pairs() if language in languages]


def _words(texts: list[str]) -> set[str]:
    return {word.casefold() for text in texts if text for word in WORD.findall(text) if len(word) >= LONG}


def _slip(word: str, known: str) -> bool:
    """A slip inside a word; another ending is another form of it."""
    same_ends = word[:2] == known[:2] and word[-2:] == known[-2:]
    return same_ends and 0 < OSA.distance(word, known) <= (2 if len(word) > LONG + 1 else 1)
