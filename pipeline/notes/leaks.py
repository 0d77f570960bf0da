"""The check at the end of a run: no identifying string of the key stands in anything that leaves the gate.

Looks into tables, caches, reports, logs, figures, file names and the properties of documents. It names the file and the
pseudonym, never the string itself.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.notes.contents import strings
from pipeline.notes.found_clean import FoundClean, found_clean
from pipeline.notes.lexicon import Lexicon, kept_everywhere, lexicon, plain
from pipeline.notes.pseudonyms import COLUMNS
from pipeline.notes.spacy_import import stop_words
from pipeline.study import BEHIND_THE_GATE, Study, StudyError, fingerprint, read_csv, read_yaml

SAID = ("examples", "no_code")  # of codebooks: turns as somebody would say them
LEAVES = ("processed", "reports", ".cache", "logs")  # folders of the study; *.log beside them too
GENERAL = ("notes/lexicon-", "speech/whisper-")  # under .cache: words of the world, weights of a model; not the study
PIECE = re.compile(r"[^\W_]+")


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
    within = finder(study, names)
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


def finder(study: Study, names: pd.DataFrame) -> Callable[[str], set[str]]:
    """A function that gives the pseudonyms whose name stands in a text, but for what the study itself made public.

    A word of the key (`Women`, which somebody was taken for) is no name inside a phrase of the codebooks (`Women in the
    committee`). Whole names are found there too, and so is a word beside other capitals (`Hope Alcantara`).
    """
    private = names[~names["pseudonym"].isin(published(study, names))]
    is_word = ~private["name"].astype(str).str.strip().str.contains(r"\s")
    known = lexicon(study.cache / "notes")
    words, whole = Search(private[is_word], known), Search(private[~is_word], known)
    said = {one for one in _phrases(study) if words.within(f"say {one}") and not whole.within(one)}
    phrases = re.compile("|".join(map(_as_printed, sorted(said, key=len, reverse=True))) or r"(?!)")

    def within(text: str) -> set[str]:
        pieces = set(PIECE.findall(text))  # most texts hold no word of the key: phrases are looked for in the others
        single = words.within(phrases.sub(" ", text)) if words.by_first.keys() & pieces else set()
        return whole.within(text, pieces) | single

    return within


def _as_printed(phrase: str) -> str:
    """A pattern for a phrase in any document: broken over lines, with either apostrophe."""
    return r"\s+".join(re.sub("['’]", "['’]", re.escape(part)) for part in phrase.split())


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
    """Finds the key's names in texts: whole words, in the case in which the key has them.

    A name that is an ordinary word as well (`Hope`) counts only inside a sentence, where a capital says something.
    """

    def __init__(self, names: pd.DataFrame, known: Lexicon):
        self.by_first: dict[str, list[tuple[str, int, str, bool]]] = defaultdict(list)
        for name, pseudonym in zip(names["name"].astype(str), names["pseudonym"], strict=True):
            first = PIECE.search(name)
            if first is None or _says_nothing(name, known):
                continue
            word = known.kind(name) != "name" and name.lower() not in known.names and " " not in name
            self.by_first[first[0]].append((name, first.start(), pseudonym, word))

    def within(self, text: str, pieces: set[str] | None = None) -> set[str]:
        """Pseudonyms whose name stands in `text`, whose words may be at hand as `pieces`."""
        found = set()
        for first in self.by_first.keys() & (set(PIECE.findall(text)) if pieces is None else pieces):
            for name, offset, pseudonym, word in self.by_first[first]:
                if pseudonym not in found and any(
                    _bounded(text, start + len(name)) and (not word or _inside_sentence(text, start))
                    for start in _places_of(name, text, offset)
                ):
                    found.add(pseudonym)
        return found


def _says_nothing(name: str, known: Lexicon) -> bool:
    """A word of everybody's language (`August`, `Some`): replaced where it names somebody, told nowhere else."""
    word = plain(name)
    return word in kept_everywhere() or (word in stop_words("en", "fr") and word not in known.names)


def _places_of(name: str, text: str, offset: int) -> Iterator[int]:
    """Where `name` stands in `text`; its first word, `offset` characters in, begins a word there."""
    start = text.find(name)
    while start >= 0:
        if not text[max(0, start + offset - 1) : start + offset].isalnum():
            yield start
        start = text.find(name, start + 1)


def _bounded(text: str, end: int) -> bool:
    return not (text[end : end + 1].isalnum() and text[end - 1].isalnum())


def _inside_sentence(text: str, start: int) -> bool:
    return re.search(r"[^\W_],? $", text[max(0, start - 3) : start]) is not None
