"""Documents as they were last made, kept with a fingerprint of everything they were made from: who changes a chapter of
one language, or takes a decision that moves nothing in the brief, waits for no other document.

Under private/: the gate reads the documents themselves, and would read these a second time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.notes.found_clean import PACKAGE, program
from pipeline.study import Cache, Study, fingerprint

OWN = ("reports/templates", "codebooks/words")  # folders of the study that any document may be made with


@dataclass(frozen=True)
class KeptDocuments:
    """The last of each document; made_by: stands for the pipeline, its packages, templates and words."""

    store: Cache
    made_by: str

    def write(self, target: Path, parts: Iterable[str | bytes], make: Callable[[], None]) -> None:
        """The document `target`: as it was kept, where it was made from the same `parts`; else by `make`."""
        key = fingerprint(self.made_by, target.name, *parts).encode()
        kept = self.store.read_bytes(target.name)
        if kept is not None and kept.startswith(key):
            target.write_bytes(kept.removeprefix(key))
            return
        make()
        self.store.write_bytes(target.name, key + target.read_bytes())

    def keep_only(self, names: Iterable[str]) -> None:
        """Delete every other document: of a language that the study no longer has, no word stays behind."""
        for path in set(self.store.folder.glob("*")) - {self.store.folder / name for name in names}:
            if path.is_file():
                path.unlink(missing_ok=True)


def kept_documents(study: Study) -> KeptDocuments:
    own = sorted(path for folder in OWN for path in (study.root / folder).rglob("*") if path.is_file())
    said = [part for path in own for part in (study.relative(path), path.read_bytes())]
    return KeptDocuments(Cache(study.private / "cache" / "documents"), fingerprint(program(PACKAGE), *said))
