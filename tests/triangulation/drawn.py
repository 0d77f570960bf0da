"""How a worked case of the rule is drawn (worked.py): its evidence in a line each, and what follows from it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

RIGHT = [0.87, 0.82, 0.5, 0.6]  # how often the machine is right, where a case does not say


@dataclass(frozen=True)
class Case:
    name: str
    shows: str
    kind: str
    evidence: list[dict[str, Any]]
    readings: str
    convergence: str
    standing: str
    confidence: str = ""
    reasons: str = ""
    headline: str = "none (text only)"
    word: str = ""
    weakest: list | None = None  # name of the check, share of its runs kept, runs
    against_interest: int = 0

    @property
    def input(self) -> dict[str, Any]:
        return {"evidence": self.evidence, "weakest": self.weakest, "against_interest": self.against_interest}


def survey(share: float | None = None, base: float | None = None, **more: Any) -> dict[str, Any]:
    """A share of a survey's effective base, or with other keys a mean or a difference."""
    given = {"share": share, "n_eff": base} if share is not None else {}
    return {"line": "survey", "source": "employers", **given, **more}


def notes(people: str, machine: str = "0-0-0", outsiders: str | None = None, **more: Any) -> dict[str, Any]:
    """Notes for, with reservations, against, as `8-0-1`; `outsiders` are people's codings of those without interest."""
    made = {"line": "notes", "people": _three(people), "machine": _three(machine), "machine_right": RIGHT, **more}
    return made | ({"outsiders": [_three(outsiders), [0, 0, 0]]} if outsiders else {})


def open_answers(people: str, **more: Any) -> dict[str, Any]:
    return {"line": "open answers", "people": _three(people), "source": "employers", **more}


def documents(tally: str, authors: int, outside: int, **more: Any) -> dict[str, Any]:
    return {"line": "documents", "documents": _three(tally), "authors": authors, "outside": outside, **more}


def admin(value: float, **more: Any) -> dict[str, Any]:
    return {"line": "admin", "value": value, **more}


def in_print(**more: Any) -> dict[str, Any]:
    return {"line": "print", **more}


def _three(tally: str) -> list[int]:
    return [int(part) for part in tally.split("-")]


def table(cases: list[Case]) -> str:
    """The worked cases as docs/triangulation.md prints them."""
    head = "| case | shows | evidence | readings | convergence | standing | confidence | headline |"
    rows = [head, "|" + "---|" * 8]
    for case in cases:
        evidence = "; ".join(_told(one) for one in case.evidence)
        if case.weakest:
            evidence += f"; weakest check “{case.weakest[0]}” keeps it in {case.weakest[1]:g} of {case.weakest[2]} runs"
        if case.against_interest:
            evidence += f"; {case.against_interest} notes against their interest"
        sure = case.confidence + (f" ({case.reasons})" if case.reasons else "") or "-"
        headline = case.headline + (f" (“{case.word}”)" if case.word else "")
        cells = [case.name, case.shows, f"*{case.kind}*: {evidence}", case.readings, case.convergence, case.standing]
        rows.append("| " + " | ".join([*cells, sure, headline]) + " |")
    return "\n".join(rows)


def _told(one: dict[str, Any]) -> str:
    """`survey: share 0.51, n_eff 69, at_least 0.5`; what stands for nothing is left out."""
    said = {key: value for key, value in one.items() if key not in ("line", "source") and value != [0, 0, 0]}
    if said.get("machine_right") == RIGHT and "machine" not in said:
        said.pop("machine_right")
    if "outsiders" in said:
        said["outsiders"] = said["outsiders"][0]
    return f"{one['line']}: " + ", ".join(f"{key} {_value(value)}" for key, value in said.items())


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ("-" if all(isinstance(one, int) for one in value) else "/").join(map(str, value))
    return "never checked" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def main() -> None:
    """Write the table of docs/triangulation.md anew, between its two marks."""
    from tests.triangulation.worked import CASES

    page = Path(__file__).parents[2] / "docs" / "triangulation.md"
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{table(CASES)}\n{END}{after}", encoding="utf-8")


BEGIN, END = "<!-- worked cases -->", "<!-- end of worked cases -->"

if __name__ == "__main__":
    main()
