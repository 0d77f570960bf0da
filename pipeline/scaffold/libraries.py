"""Which libraries a stage's code really uses, and their versions in the lock: part of what a stage's code is.

A library counts with all libraries under it (spaCy's models and encoders are packages like others), so that a changed
version reruns just the stages that use it.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

from pipeline.scaffold.import_statements import imported, methods, module_names
from pipeline.study import StudyError

LOCK = "requirements.lock"
PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[.*?\])?==([^\\#]+)", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
# Libraries that pandas imports for itself when one of its methods is called.
UNDERNEATH = {"to_parquet": "pyarrow", "read_parquet": "pyarrow"}


def canonical(name: str) -> str:
    """A distribution's name as indexes spell it: `ruamel.yaml` is `ruamel-yaml`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: Path) -> dict[str, str]:
    """Version by library as the lock has it (with its markers, where it has more than one), sorted by name.

    Raises StudyError where there is no lock.
    """
    if not lock.exists():
        raise StudyError(lock.name, "it is not there", "the versions of all libraries", "Write it with `make lock`.")
    found: dict[str, list[str]] = {}
    for name, version in PIN.findall(lock.read_text(encoding="utf-8")):
        found.setdefault(canonical(name), []).append(version.strip())
    return {
        name: versions[0].partition(";")[0].strip() if len(versions) == 1 else " or ".join(versions)
        for name, versions in sorted(found.items())
    }


def libraries_of(modules: Iterable[Path]) -> list[str]:
    """Canonical names of the installed distributions that these modules import or name as a package to load; sorted."""
    owners = _owners()
    found: set[str] = set()
    for path in modules:
        names = {name.split(".")[0] for name in imported(path)} | module_names(path)
        found |= {canonical(owner) for name in names for owner in owners.get(name, [])}
        found |= {UNDERNEATH[name] for name in methods(path) & set(UNDERNEATH)}
    return sorted(found)


@cache
def _owners() -> Mapping[str, list[str]]:
    """Installed distributions by the packages they bring; a walk through all of them, so only once."""
    return packages_distributions()


def with_those_under(libraries: Iterable[str]) -> list[str]:
    """`libraries` and all they require, however far; sorted."""
    return sorted({one for library in libraries for one in _under(library)})


@cache
def _under(library: str) -> frozenset[str]:
    """A library and what it requires, on any platform and without extras, however far."""
    found: set[str] = set()
    waiting = [library]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting += _required(name)
    return frozenset(found)


@cache
def _required(library: str) -> tuple[str, ...]:
    try:
        needed = requires(library) or []
    except PackageNotFoundError:  # of another platform
        return ()
    plain = [one for one in needed if "extra ==" not in one]
    return tuple(canonical(match[0]) for one in plain if (match := NAME.match(one)))
