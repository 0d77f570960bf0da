"""What the gate does with invented sentences of any study, by kind of mention; sentences it gets wrong on demand.

Two halves (tests/notes): rules are mended with one, `probes_keep.txt` only measures. Each sentence passes as a note of
its own, the hardest case: a study's notes say a name more than once.

    python -m bench.notes_probes mend wrong     # with the sentences that came out wrong
    python -m bench.notes_probes keep
"""

import json
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

from ruamel.yaml import YAML

from pipeline.notes.deidentifier import Gate, Passing
from pipeline.study import Study

PROBES = Path("tests/notes")
MARK = re.compile(r"\{(\w)\|([^}|]+)(?:\|([^}]+))?\}")
KINDS = {
    "p": "person", "o": "organisation", "l": "place", "e": "e-mail", "t": "phone", "h": "handle", "a": "address",
    "w": "link",
}  # fmt: skip
KEEP = ["Ontario", "Nova Scotia", "Alberta", "Manitoba"]


def probes(half: str) -> list[tuple[Passing, list[tuple[str, int, int]]]]:
    """Each sentence as it passes, with (kind, start, end) of what identifies somebody in it."""
    lines = (PROBES / f"probes_{half}.txt").read_text(encoding="utf-8").splitlines()
    return [_probe(line, number) for number, line in enumerate(lines, start=1) if line and not line.startswith("#")]


def _probe(line: str, number: int) -> tuple[Passing, list[tuple[str, int, int]]]:
    language, marked = line.split(": ", 1)
    text, marks, last = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[last : match.start()]
        named = match[3] or match[2]
        start = len(text) + match[2].index(named)
        marks.append((KINDS[match[1]], start, start + len(named)))
        text, last = text + match[2], match.end()
    return Passing(text + marked[last:], language, f"N{number}"), marks


def gate(texts: list[Passing]) -> Gate:
    """The gate as a study with provinces on its keep-list has it."""
    folder = Path(tempfile.mkdtemp())
    with (folder / "params.yaml").open("w") as out:
        YAML(typ="safe").dump({"notes": {"keep": KEEP}}, out)
    (folder / ".cache").mkdir()
    (folder / ".cache/notes").symlink_to(Path(".cache/notes").resolve())
    return Gate(Study(folder), texts)


def measured(half: str, tell: bool = False) -> dict:
    """By kind: mentions, those removed and those given the right kind (percent); words removed needlessly (percent)."""
    rows = probes(half)
    passed = gate([passing for passing, _ in rows])
    there, gone, typed, words, needless = Counter(), Counter(), Counter(), 0, 0
    for passing, marks in rows:
        taken = {i: m.kind for m in passed.mentions[passing.text] for i in range(m.start, m.end)}
        missed = []
        for kind, start, end in marks:
            there[kind] += 1
            typed[kind] += taken.get(start) == kind
            if all(i in taken or not passing.text[i].isalnum() for i in range(start, end)):
                gone[kind] += 1
            else:
                missed.append(passing.text[start:end])
        marked = {i for _, start, end in marks for i in range(start, end)}
        spans = [match.span() for match in re.finditer(r"[\w'’-]+", passing.text)]
        extra = [passing.text[a:b] for a, b in spans if set(range(a, b)) & set(taken) and not set(range(a, b)) & marked]
        words, needless = words + len(spans), needless + len(extra)
        if tell and (missed or extra):
            print("missed", missed, "needless", extra, "|", passing.text)
    result = {
        kind: {
            "mentions": there[kind],
            "removed_percent": round(100 * gone[kind] / there[kind], 1),
            "right_kind_percent": round(100 * typed[kind] / there[kind], 1),
        }
        for kind in KINDS.values()
    }
    return result | {"words": words, "words_removed_needlessly_percent": round(100 * needless / words, 2)}


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], "wrong" in sys.argv), indent=1))
