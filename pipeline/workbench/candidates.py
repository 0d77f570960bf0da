"""Codes that the topic model proposes: adopted, merged into a code that is there, or dismissed, with one key.

A topic has no name that outlives a run, so what was decided about one is kept by its words, in
raw/coding/candidates.jsonl: one line a decision.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.decisions import themes_edit
from pipeline.decisions.themes import code_id
from pipeline.decisions.themes_fields import fields_of
from pipeline.language import Words
from pipeline.study import StudyError, fingerprint
from pipeline.study.appended import append_lines, read_lines
from pipeline.workbench.store import Segment, Store

EXAMPLES = 3


@dataclass(frozen=True)
class Candidate:
    topic: str
    key: str  # fingerprint of its words
    size: int
    terms: dict[str, list[str]]  # by language
    about: dict[str, str]  # phrases that name it, by language
    nearest: str
    similarity: float
    verdict: str  # candidate, refines
    exemplars: list[Segment]

    @property
    def some_terms(self) -> list[str]:
        """Its words in the first language that has some."""
        return next((terms for terms in self.terms.values() if terms), [])

    def title(self, language: str) -> str:
        """What it is about, in `language` if somebody spoke of it there."""
        about = self.about.get(language) or next(filter(None, self.about.values()), "")
        return about or self.listed_terms(language)

    def listed_terms(self, language: str) -> str:
        return ", ".join((self.terms.get(language) or self.some_terms)[:4])


def open_ones(store: Store) -> list[Candidate]:
    """Topics that no code covers and about which nobody decided yet, largest first."""
    topics = store.table("coding/topics")
    if topics is None:
        return []
    segments, settled = store.segments, _settled(store)
    found = []
    for row in topics[topics["verdict"].isin(["candidate", "refines"])].itertuples():
        terms = {language: _listed(getattr(row, f"terms_{language}", None)) for language in store.study.languages}
        key = fingerprint(*(one for words in terms.values() for one in words))
        if key in settled:
            continue
        exemplars = [segments[one] for one in _listed(row.exemplars) if one in segments]
        near = row.nearest_code if isinstance(row.nearest_code, str) else ""
        likeness, names = float(row.similarity or 0), {one: getattr(row, f"about_{one}", None) for one in terms}
        about = {language: name for language, name in names.items() if isinstance(name, str)}
        found.append(
            Candidate(str(row.topic), key, int(row.size), terms, about, near, likeness, row.verdict, exemplars)
        )
    return sorted(found, key=lambda one: (one.verdict != "candidate", -one.size))


def adopt(store: Store, topic: str, who: str, say: Words) -> str:
    """A new code with the topic's words as its label and its exemplars as examples, under the nearest code's theme."""
    one = _named(store, topic)
    near = store.code(one.nearest)
    theme = near.theme if near else store.codebook.themes[0].id
    name = code_id(f"{theme}_{'_'.join(one.some_terms[:3])}")
    if store.code(name):
        raise StudyError("codebooks/themes.yaml", f"the code {name!r} is there already", todo="Merge into it.")
    entry = {"id": name, "theme": theme} | {f"label.{language}": one.title(language) for language in one.terms}
    entry |= {f"examples.{language}": _examples(one, language) for language in one.terms}
    _edit(store, entry)
    _note(store, one, who, "adopted", name)
    return say("adopted", name)


def merge(store: Store, topic: str, who: str, say: Words) -> str:
    """Its exemplars become examples of the nearest code."""
    one = _named(store, topic)
    code = store.code(one.nearest)
    if code is None:
        raise StudyError("codebooks/themes.yaml", f"topic {topic} is near no code", todo="Adopt it, or dismiss it.")
    fields = fields_of(code, store.codebook.languages)
    entry = {"id": code.id}
    for language in store.codebook.languages:
        entry[f"examples.{language}"] = f"{fields[f'examples.{language}']}\n{_examples(one, language)}".strip()
    _edit(store, entry)
    _note(store, one, who, "merged", code.id)
    return say("merged", code.label[say.language])


def dismiss(store: Store, topic: str, who: str, say: Words) -> str:
    _note(store, _named(store, topic), who, "dismissed", "")
    return say("dismissed")


def _named(store: Store, topic: str) -> Candidate:
    found = next((one for one in open_ones(store) if one.topic == topic), None)
    if found is None:
        raise ValueError(f"topic {topic}")
    return found


def _edit(store: Store, entry: dict[str, str]) -> None:
    version = themes_edit.codebook_version(store.study)
    themes_edit.apply(store.study, themes_edit.changes(store.codebook, [entry]), version)


def _examples(one: Candidate, language: str) -> str:
    texts = [" ".join(segment.text.split()) for segment in one.exemplars if segment.language == language]
    return "\n".join(texts[:EXAMPLES])


def _note(store: Store, one: Candidate, who: str, decision: str, code: str) -> None:
    line = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "who": who,
        "decision": decision,
        "code": code,
        "terms": ", ".join(one.some_terms[:4]),
        "key": one.key,
    }
    append_lines(store.study, _path(store), [json.dumps(line, ensure_ascii=False)])


def _path(store: Store) -> Path:
    return store.study.coding / "candidates.jsonl"


def _settled(store: Store) -> set[str]:
    path, found = _path(store), set()
    for number, line in read_lines(path):
        try:
            found.add(json.loads(line)["key"])
        except (ValueError, KeyError, TypeError) as error:
            raise StudyError(f"{store.study.relative(path)}, line {number}", "not a decision on a candidate") from error
    return found


def _listed(value: object) -> list[str]:
    return [part.strip() for part in value.split(";") if part.strip()] if isinstance(value, str) else []
