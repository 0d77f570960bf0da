"""What a stage's code is: the modules and data files that its module really needs, and the libraries they import.

Read from the import statements, those inside functions too (rooms load slow libraries late), without importing
anything. A fingerprint of it stands for each stage in versions.yaml (`dvc_file`), so that a stage runs again when, and
only when, code that it uses has changed.
Fixed words (`pipeline/language/words/LANGUAGE/ROOM.yaml`) count for the stages whose modules say `Words("ROOM", ...)`
or `phrase("ROOM", ...)`, in the languages of the study and the one that the house falls back to.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pipeline.language.catalogue import HOUSE as WORDS
from pipeline.language.catalogue import SOURCE_LANGUAGE
from pipeline.scaffold.import_statements import PACKAGE, file_of, first_arguments, imported
from pipeline.scaffold.libraries import libraries_of, with_those_under
from pipeline.study import fingerprint, installed

TEMPLATES = PACKAGE / "templates"
CATALOGUE = PACKAGE / "language" / "catalogue.py"
CODE_AND_CACHES = {".py", ".pyc"}
SAYING = frozenset({"Words", "phrase"})


def modules_of(module: str) -> list[Path]:
    """Files of `module` (`pipeline.survey.clean`) and of all modules it imports, however far; sorted."""
    found: set[Path] = set()
    waiting = [file_of(module)]
    while waiting:
        path = waiting.pop()
        if path is None or path in found:
            continue
        found.add(path)
        waiting += [file_of(name) for name in imported(path) if name.split(".")[0] == PACKAGE.name]
    return sorted(path for path in found if path.name != "__init__.py" or path.read_text(encoding="utf-8").strip())


def data_of(modules: list[Path]) -> list[Path]:
    """Data files that these modules read: those of their own room whose file or folder name stands in their source, and
    templates whose name does, that of a template a language with `{language}` in it."""
    found = set()
    for module in modules:
        source = module.read_text(encoding="utf-8")
        for path in _data_files(module.parent):
            if path.name in source or (path.parent != module.parent and f'"{path.parent.name}"' in source):
                found.add(path)
        for path in TEMPLATES.iterdir():
            if path.name in source or re.sub(r"\.[a-z]{2,3}\.", ".{language}.", path.name, count=1) in source:
                found.add(path)
    return sorted(found)


def words_of(modules: list[Path], languages: Iterable[str]) -> list[Path]:
    """Files of fixed words of the rooms that these modules speak for, in `languages` and the house's own."""
    rooms = {room for module in modules for room in first_arguments(module, SAYING)}
    rooms |= {"language"} if CATALOGUE in modules else set()  # how a language writes numbers, lists and quotes
    files = {WORDS / language / f"{room}.yaml" for language in {SOURCE_LANGUAGE, *languages} for room in rooms}
    return sorted(path for path in files if path.exists())


def code_paths(module: str, languages: Iterable[str]) -> list[str]:
    """The code of a stage as paths from the folder that holds the package (`pipeline/notes/pdf.py`), sorted: its
    modules, the data they read and the fixed words they say."""
    modules = modules_of(module)
    files = {*modules, *data_of(modules), *words_of(modules, languages)}
    return sorted(path.relative_to(PACKAGE.parent).as_posix() for path in files)


def code_fingerprint(module: str, languages: Iterable[str], pinned: Mapping[str, str]) -> str:
    """Sixteen digits that change when code, data or a library of the stage changes.

    Versions are those of `pinned`, the study's lock; of a study without one, those that are installed.
    """
    parts: list[str | bytes] = []
    for path in code_paths(module, languages):
        parts += [path, (PACKAGE.parent / path).read_bytes()]
    for library in with_those_under(libraries_of(modules_of(module))):
        version = pinned.get(library) if pinned else installed(library)
        if version:  # else a library of another environment on the path, or of another platform
            parts.append(f"{library} {version}")
    return fingerprint(*parts)


@cache
def _data_files(folder: Path) -> tuple[Path, ...]:
    """Files beside modules that are no code, those of subfolders that hold none too."""
    if folder == PACKAGE:
        return ()
    found = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in CODE_AND_CACHES]
    found = [path for path in found if WORDS not in path.parents]  # `words_of` knows whose they are
    return tuple(path for path in found if not any((part / "__init__.py").exists() for part in _between(path, folder)))


def _between(path: Path, folder: Path) -> list[Path]:
    return [parent for parent in path.parents if folder in parent.parents]
