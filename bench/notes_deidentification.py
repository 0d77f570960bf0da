"""How much of what identifies somebody the gate removes from the study's notes, and how much else it takes away.

The list of what identifies (tests/notes/identifying.txt) was made by reading the notes, after most rules were written;
rules were then mended where it showed mistakes, so that the figures for other notes will be lower.

    python -m bench.notes_deidentification          # `wrong` after it: the forms missed and taken needlessly, by turn
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

import pandas as pd

from pipeline.notes.deidentifier import Gate
from pipeline.notes.deidentify import passing
from pipeline.study import Study

LIST = Path("tests/notes/identifying.txt")
PATTERNS = {"e-mail": r"[\w.+-]+@[\w.-]+\w", "phone": r"\d{3}-555-\d{4}"}


def listed() -> dict[str, str]:
    """Form -> kind."""
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {form.strip(): line.split(":")[0] for line in reversed(lines) for form in line.split(":")[1].split(";")}


def main() -> None:
    study, kinds = Study(Path.cwd()), listed()
    turns = study.table("notes/turns")
    gate = Gate(study, passing(turns, pd.DataFrame(columns=["record_id", "variable", "language", "text"])))
    forms = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, kinds), key=len, reverse=True))})(?!\w)")
    there, gone, typed, words, needless = Counter(), Counter(), Counter(), 0, 0
    for text in turns["text"]:
        taken = gate.mentions[text]
        covered = {place: mention.kind for mention in taken for place in range(mention.start, mention.end)}
        spans = [(kinds[match[0]], match.span()) for match in forms.finditer(text)]
        spans += [(kind, match.span()) for kind, pattern in PATTERNS.items() for match in re.finditer(pattern, text)]
        for kind, span in spans:
            there[kind] += kind != "either"
            gone[kind] += all(place in covered for place in range(*span)) and kind != "either"
            typed[kind] += covered.get(span[0]) == kind
        named = {place for _, span in spans for place in range(*span)}
        if "wrong" in sys.argv:
            missed = [text[slice(*span)] for _, span in spans if not all(place in covered for place in range(*span))]
            extra = [m.text for m in taken if not named & set(range(m.start, m.end))]
            print(
                *(["missed", *missed] if missed else []),
                *(["needless", *extra] if extra else []),
                end="\n" * bool(missed or extra),
            )
        words += len(re.findall(r"[\w'’-]+", text))
        needless += sum(len(m.text.split()) for m in taken if not named & set(range(m.start, m.end)))
    result = {
        kind: {
            "mentions": there[kind],
            "removed_percent": round(100 * gone[kind] / there[kind], 1),
            "right_kind_percent": round(100 * typed[kind] / there[kind], 1),
        }
        for kind in sorted(there)
        if there[kind]
    }
    print(
        json.dumps(
            result | {"words": words, "words_removed_needlessly_percent": round(100 * needless / words, 3)}, indent=1
        )
    )


if __name__ == "__main__":
    main()
