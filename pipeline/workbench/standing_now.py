"""Which codes stand on each unit at this moment: what people's decisions come to, else what the machine assigned.

People outrank the machine: where somebody is through with a unit, what nobody assigned does not stand, and what is open
does not either.
"""

from collections.abc import Callable
from typing import NamedTuple

from pipeline.decisions.reading import Reading, read_unit
from pipeline.decisions.standing import standing_of
from pipeline.tables import MACHINE
from pipeline.workbench.store import Store


class Coded(NamedTuple):
    """One code that stands on a unit; score 1 where people say so."""

    code: str
    stance: str
    score: float
    by: tuple[str, ...]  # coders, or `machine`


def codes_now(store: Store) -> dict[str, list[Coded]]:
    """The codes of each unit that has one. Worked out again when somebody decided or the pipeline ran."""
    return _together(store, "codes now", store.people.reading)


def codes_seen(store: Store, coder: str) -> dict[str, list[Coded]]:
    """The codes of each unit as `coder` may see them, and so may count them in any figure."""
    if not store.blind:
        return codes_now(store)
    return _together(store, f"codes seen by {coder}", readings_seen(store, coder))


def readings_seen(store: Store, coder: str) -> Callable[[str], Reading]:
    """What people said of a unit, as `coder` may see it: where people code blind, what others decided is left out until
    everybody may see it (`PeopleNow.shared`)."""
    people = store.people  # looked at once: each look goes over all the coders' files
    if not store.blind:
        return people.reading

    def seen(unit: str) -> Reading:
        if people.shared(unit):
            return people.reading(unit)
        return read_unit([one for one in people.of(unit) if one.coder == coder])

    return seen


def _together(store: Store, name: str, reading_of: Callable[[str], Reading]) -> dict[str, list[Coded]]:
    """What the machine assigned, and in its place where people decided what `reading_of` a unit comes to."""
    machine = store.derived("coded by machine", lambda: _of_machine(store))
    people = store.people

    def load() -> dict[str, list[Coded]]:
        return machine | {unit: codes_of(reading_of(unit), unit, machine.get(unit, [])) for unit in people.units}

    return store.remembered(name, (machine, people), load)


def _of_machine(store: Store) -> dict[str, list[Coded]]:
    return {
        unit: found
        for unit, said in store.suggestions.items()
        if (found := [Coded(one.code, one.stance, one.score, (MACHINE,)) for one in said if one.decision == "assigned"])
    }


def codes_of(reading: Reading, unit: str, machine: list[Coded]) -> list[Coded]:
    """What stands on one unit that people decided about; `machine`: what the machine assigned there."""
    stands = [one for one in standing_of(unit, reading) if one.standing == "assigned"]
    kept = [] if reading.complete else [one for one in machine if one.code not in reading.named]
    return [*(Coded(one.code, one.stance, 1.0, tuple(one.by.split(";"))) for one in stands), *kept]
