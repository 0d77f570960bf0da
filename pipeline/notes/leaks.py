"""The check at the end of a run: no identifying string of the key stands in anything that leaves the gate.

Looks into tables, caches, reports, logs, figures, file names and the properties of documents. It names the file and the
pseudonym, never the string itself.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.notes.contents import strings
from pipeline.notes.found_clean import FoundClean, found_clean
from pipeline.notes.lexicon import Lexicon, kept_everywhere, lexicon, plain
from pipeline.notes.pseudonyms import COLUMNS
from pipeline.notes.spacy_import import stop_words
from pipeline.study import BEHIND_THE_GATE, Study, StudyError, as_read, fingerprint, read_csv, read_yaml

SAID = ("examples", "no_code")  # of codebooks: turns as somebody would say them
LEAVES = ("processed", "reports", ".cache", "logs")  # folders of the study; *.log beside them too
GENERAL = ("notes/lexicon-", "speech/whisper-")  # under .cache: words of the world, weights of a model; not the study
SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ ._·-]){3,}[^\W\d_](?![^\W_])")  # `M a r t i n`, as titles are set
NEW_WORD = re.compile(r"(?<=[^\W\d_A-ZÀ-Þ])(?=[A-ZÀ-Þ])")  # in `JeanRoy`
PIECE = re.compile(r"[^\W_]+")
SHORT = 5  # letters from which a name alone, in capitals, is hardly letters that stand for something else


def run(study: Study, before_documents: bool = False) -> None:
    """Write processed/metrics/gate.json. Raises StudyError where what identifies somebody has left the gate.

    before_documents: look into tables and caches only, and write processed/metrics/gate_tables.json, on which the
    stages that make documents wait; else into everything.
    """
    key = study.private / "key.csv"
    names = read_csv(key).dropna(subset="name") if key.exists() else pd.DataFrame(columns=COLUMNS)
    clean = found_clean(study, names, makes_public(study))
    found = leaks(study, names, ("processed", ".cache") if before_documents else LEAVES, clean)
    clean.save()
    if found:
        path, pseudonym = found[0]
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        raise StudyError(
            path,
            f"holds the name behind {pseudonym}{more}",
            "nothing of private/key.csv",
            "Take it out where it was written by hand; delete a cache that is out of date; or, if it is a public name, "
            "add it to `notes: keep:` in params.yaml.",
        )
    with study.writing() as out:
        name = "gate_tables" if before_documents else "gate"
        out.json(f"processed/metrics/{name}.json", {"leaks": 0, "names_in_key": len(names)})


def leaks(
    study: Study, names: pd.DataFrame, folders: tuple[str, ...] = LEAVES, clean: FoundClean | None = None
) -> list[tuple[str, str]]:
    """(file, pseudonym) of every leak, sorted; a leak in a file's name is told as one in that file.

    Files that `clean` holds are not read; those found clean now are added to it.
    """
    within = finder(study, names, clean)
    found = set()
    for path in leaving(study, folders):
        relative, content = study.relative(path), fingerprint(path.read_bytes())
        if clean is not None and clean.files.get(relative) == content:
            continue
        texts = [relative.replace("/", " ").replace("_", " "), *strings(path)]
        here = {(relative, pseudonym) for text in texts for pseudonym in within(text)}
        if clean is not None and not here:
            clean.files[relative] = content
        found |= here
    return sorted(found)


def named_in(study: Study, texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(place, pseudonym) of each of `texts` (place, text) that holds a name of the key, before it leaves the study.

    Raises StudyError without a key: then nobody can tell.
    """
    key = study.private / "key.csv"
    if not key.exists():
        raise StudyError(
            study.relative(key), "the key is not there", "the key, to look for its names", "Run `dvc repro`."
        )
    names = read_csv(key).dropna(subset="name")
    within = finder(study, names)
    return [(place, pseudonym) for place, text in texts for pseudonym in sorted(within(text))]


def finder(study: Study, names: pd.DataFrame, clean: FoundClean | None = None) -> Callable[[str], set[str]]:
    """A function that gives the pseudonyms whose name stands in a text, but for what the study itself made public.

    A word of the key (`Women`, which somebody was taken for) is no name inside a phrase of the codebooks (`Women in the
    committee`). Whole names are found there too, and so is a word beside other capitals (`Hope Alcantara`).
    clean: keeps what was made public from one run to the next.
    """
    public = (clean.public if clean else None) or made_public(study, names)
    if clean:
        clean.public = public
    words, whole = _searches(study, names, public["pseudonyms"])
    phrases = re.compile("|".join(map(_as_printed, public["phrases"])) or r"(?!)")

    def within(text: str) -> set[str]:
        text = _with_spaced(as_read(text))
        pieces = words_of(text)  # most texts hold no name of the key: phrases are looked for in the others
        single = words.within(text, pieces) and words.within(phrases.sub(" ", text), pieces)
        return whole.within(text, pieces) | single

    return within


def made_public(study: Study, names: pd.DataFrame) -> dict[str, list[str]]:
    """`pseudonyms` whose name outputs may say, and `phrases` of the codebooks that hold a word of the key, the longest
    first."""
    pseudonyms = sorted(published(study, names))
    words, whole = _searches(study, names, pseudonyms)
    said = {one for one in _phrases(study) if words.within(f"say {one}") and not whole.within(one)}
    return {"pseudonyms": pseudonyms, "phrases": sorted(said, key=lambda one: (-len(one), one))}


def _searches(study: Study, names: pd.DataFrame, public: Iterable[str]) -> tuple["Search", "Search"]:
    """For single words of the key and for its whole names, but for those that are public."""
    private = names[~names["pseudonym"].isin(public)]
    is_word = ~private["name"].astype(str).str.strip().str.contains(r"\s")
    known = lexicon(study.cache / "notes")
    return Search(private[is_word], known), Search(private[~is_word], known)


def _with_spaced(text: str) -> str:
    """A text, and below it again with the words whose letters are set apart as words."""
    if not SPACED.search(text):
        return text
    joined = SPACED.sub(lambda run: NEW_WORD.sub(" ", re.sub(r"[\W_]", "", run[0])), text)
    return f"{text}\n{joined}"


def _as_printed(phrase: str) -> str:
    """A pattern for a phrase in any document: broken over lines, with either apostrophe."""
    return r"\s+".join(re.sub("['’]", "['’]", re.escape(part)) for part in as_read(phrase).split())


def _phrases(study: Study) -> Iterator[str]:
    """Texts of the codebooks that are more than names: words in small letters stand beside those with a capital.

    Not what somebody may have said: an example pasted from a note is no phrase of the study's own.
    """
    waiting: list[Any] = [read_yaml(path) for path in sorted(study.codebooks.glob("*.yaml"))]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (dict, list)):
            waiting += [part for key, part in one.items() if key not in SAID] if isinstance(one, dict) else one
        elif isinstance(one, str) and len(PIECE.findall(one)) > 1 and any(map(str.islower, PIECE.findall(one))):
            yield one


def published(study: Study, names: pd.DataFrame) -> set[str]:
    """Pseudonyms of organisations and places that the study's codebooks or title name: outputs may name them too."""
    public = names[names["kind"].isin(["organisation", "place"])]
    search = Search(public, lexicon(study.cache / "notes"))
    return {pseudonym for path in makes_public(study) for text in strings(path) for pseudonym in search.within(text)}


def makes_public(study: Study) -> list[Path]:
    """The files whose words are no secret: the codebooks, and the title of the report."""
    files = sorted(path for path in study.codebooks.rglob("*") if path.is_file())
    return files + [path for path in [study.reports / "chapters/document.yaml"] if path.exists()]


def leaving(study: Study, folders: tuple[str, ...] = LEAVES) -> Iterator[Path]:
    """Every file of these folders that leaves the gate, in order; and what a killed run left behind."""
    folders = (*folders, *(path.name for path in study.root.glob(".staging-*")))
    files = [path for folder in folders for path in (study.root / folder).rglob("*") if path.is_file()]
    for path in sorted([*files, *study.root.glob("*.log")]):
        relative = study.relative(path)
        if not relative.startswith(BEHIND_THE_GATE) and not any(part in relative for part in GENERAL):
            yield path


class Search:
    """Finds the key's names in texts: whole words, in the case in which the key has them or in capitals, across a line
    end, a hard blank or an invisible mark. A person's full name is found in small letters too, joined as in an address
    or the other way round (`Moss, Beatriz`; `beatriz-moss`).

    A name that is an ordinary word as well (`Hope`) counts only inside a sentence, where a capital says something.
    """

    def __init__(self, names: pd.DataFrame, known: Lexicon):
        self.by_first: dict[str, list[Sought]] = defaultdict(list)  # by the first word of a form, folded
        for row in names.itertuples():
            name = as_read(str(row.name))
            if PIECE.search(name) is None or _says_nothing(name, known):
                continue
            for one in _forms(name, row.pseudonym, row.kind == "person", known):
                self.by_first[one.words[0].casefold()].append(one)

    def within(self, text: str, pieces: set[str] | None = None) -> set[str]:
        """Pseudonyms whose name stands in `text`; pieces: its words, folded, where the text `as_read` is at hand."""
        if pieces is None:
            text = as_read(text)
            pieces = words_of(text)
        found: set[str] = set()
        folded = ""
        for first in self.by_first.keys() & pieces:
            for one in self.by_first[first]:
                if one.pseudonym in found or not one.folded_words <= pieces:
                    continue
                if one.any_case and not folded:
                    folded = text.casefold()
                if one.stands_in(folded if one.any_case else text):
                    found.add(one.pseudonym)
        return found


@dataclass(frozen=True)
class Sought:
    """One form of a name: its words, and what may stand between them."""

    pseudonym: str
    words: tuple[str, ...]
    between: tuple[str, ...]  # patterns, one less than words
    head: str = ""  # marks before the first word and after the last: `@ada`, `J.`
    tail: str = ""
    any_case: bool = False  # the words are folded, and so is what they are sought in
    inside: bool = False  # counts inside a sentence only

    @cached_property
    def folded_words(self) -> frozenset[str]:
        return frozenset(word.casefold() for word in self.words)

    @cached_property
    def pattern(self) -> re.Pattern:
        parts = [re.escape(self.words[0])]
        for gap, word in zip(self.between, self.words[1:], strict=True):
            parts += [gap, re.escape(word)]
        return re.compile("".join(parts) + (re.escape(self.tail) or r"(?![^\W_])"))

    def stands_in(self, text: str) -> bool:
        start = text.find(self.words[0])
        while start >= 0:
            begins = start == 0 or not text[start - 1].isalnum()
            begins = begins and text.startswith(self.head, max(0, start - len(self.head)))
            if begins and self.pattern.match(text, start) and (not self.inside or _inside_sentence(text, start)):
                return True
            start = text.find(self.words[0], start + 1)
        return False


def _forms(name: str, pseudonym: str, is_person: bool, known: Lexicon) -> Iterator[Sought]:
    found = list(PIECE.finditer(name))
    words, head, tail = tuple(one[0] for one in found), name[: found[0].start()], name[found[-1].end() :]
    gaps = tuple(_gap(name[left.end() : right.start()]) for left, right in pairwise(found))
    is_word = known.kind(name) != "name" and name.lower() not in known.names and " " not in name
    yield Sought(pseudonym, words, gaps, head, tail, inside=is_word)
    shouted = tuple(word.upper() for word in words)
    if shouted != words and (len(words) > 1 or (is_person and not is_word and len(name) >= SHORT)):
        yield Sought(pseudonym, shouted, gaps, head, tail)
    if is_person and " " in name and any(known.kind(word) == "name" for word in words if len(word) > 1):
        small = tuple(word.casefold() for word in words)
        yield Sought(pseudonym, small, (r"[\W_]{1,3}",) * len(gaps), any_case=True)
        yield Sought(pseudonym, (small[-1], *small[:-1]), (r",\s?", *gaps[:-1]), any_case=True)


def _gap(between: str) -> str:
    """A pattern for what stands between two words of a name, wherever its blanks are broken or doubled."""
    return r"\s+".join(map(re.escape, re.split(r"\s+", between)))


def words_of(text: str) -> set[str]:
    """The words of a text, folded."""
    return {word.casefold() for word in set(PIECE.findall(text))}


def _says_nothing(name: str, known: Lexicon) -> bool:
    """A word of everybody's language (`August`, `Some`): replaced where it names somebody, told nowhere else."""
    word = plain(name)
    return word in kept_everywhere() or (word in stop_words("en", "fr") and word not in known.names)


def _inside_sentence(text: str, start: int) -> bool:
    return re.search(r"[^\W_],? $", text[max(0, start - 3) : start]) is not None
