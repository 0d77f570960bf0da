"""The recording of a note, where there is one, and when each turn begins in it."""

from pathlib import Path

import pandas as pd

from pipeline.notes.recordings import SIGNATURES
from pipeline.study import is_within, read_people_table
from pipeline.workbench.store import Store

SUFFIXES = {suffix for _, suffixes in SIGNATURES.values() for suffix in suffixes} | {".m4a", ".mp4"}
TYPES = {
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".mp4": "audio/mp4",
}  # those that the browser would guess wrong, or not at all


def recording(store: Store, note: str) -> Path | None:
    """The sound file that the manifest names for a note, or one beside its transcript, of the same name."""
    path = _files(store).get(note)
    if path is None:
        return None
    beside = [path, *(path.with_suffix(suffix) for suffix in sorted(SUFFIXES))]
    return next((one for one in beside if one.suffix.lower() in SUFFIXES and one.is_file()), None)


def _files(store: Store) -> dict[str, Path]:
    """The file of each note, under raw/."""
    study = store.study
    manifest = study.raw / study.params["notes"]["manifest"]
    if not manifest.exists():
        return {}

    def load() -> dict[str, Path]:
        table = read_people_table(manifest, study.relative(manifest), ["note_id", "file"])
        named = {note: study.raw / file for note, file in zip(table["note_id"], table["file"], strict=True)}
        return {note: path.resolve() for note, path in named.items() if is_within(path, study.raw)}

    return store.fresh("files of notes", [manifest], load)


def starts(store: Store, note: str) -> dict[int, float]:
    """Seconds at which each turn of a note begins; only turns that its transcript stamps."""
    path = store.study.processed / "notes/turns.parquet"
    if not path.exists():
        return {}

    def load() -> dict[str, dict[int, float]]:
        table = pd.read_parquet(path, columns=["note_id", "turn", "start_s"]).dropna(subset=["start_s"])
        found: dict[str, dict[int, float]] = {}
        for row in table.itertuples():
            found.setdefault(row.note_id, {})[int(row.turn)] = float(row.start_s)
        return found

    return store.fresh("starts", [path], load).get(note, {})
