"""The rule on worked cases: `python -m bench.rule CASES.csv` prints what differs from the answers in the file.

Columns: case, kind, input (JSON), want_readings, want_convergence, want_standing, want_confidence, want_reasons,
want_headline, want_word. Probabilities may differ by .01. `--random N` tries N random findings against what can never
follow (tests/triangulation/never.py); `--all` prints every answer.
"""

import argparse
import json
import re
import sys
import time
from pathlib import Path

from pipeline.study import read_csv
from tests.triangulation.cases import answer

CLOSE = 0.01 + 1e-9
NUMBER = re.compile(r"(?<![\w.])\d\.\d\d(?!\d)")


def differs(wanted: str, found: str) -> bool:
    """Whether two answers differ in their words, or in a probability by more than .01."""
    if NUMBER.sub("#", wanted) != NUMBER.sub("#", found):
        return True
    pairs = zip(NUMBER.findall(wanted), NUMBER.findall(found), strict=True)
    return any(abs(float(one) - float(other)) > CLOSE for one, other in pairs)


def compare(path: Path, show_all: bool = False) -> int:
    cases = read_csv(path).fillna("")
    wrong = 0
    for case in cases.to_dict("records"):
        found = answer(case["kind"], json.loads(case["input"]))
        wanted = {name: case.get(f"want_{name}", "") for name in found}
        amiss = [name for name in found if differs(str(wanted[name]), found[name])]
        wrong += bool(amiss)
        for name in found if show_all else amiss:
            note = f"   wanted: {wanted[name]}" if name in amiss else ""
            print(f"{case['case']} {name}: {found[name]}{note}")
    print(f"{len(cases) - wrong} of {len(cases)} cases as wanted")
    return wrong


def random_findings(n: int) -> int:
    from tests.triangulation.never import tried

    start = time.perf_counter()
    broken = tried(n, seed=20211130)
    for text in broken[:20]:
        print(text)
    print(f"{n} random findings in {time.perf_counter() - start:.0f} s, {len(broken)} break what can never follow")
    return len(broken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", type=Path, nargs="?")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--random", type=int, default=0)
    options = parser.parse_args()
    wrong = compare(options.cases, options.all) if options.cases else 0
    wrong += random_findings(options.random) if options.random else 0
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
