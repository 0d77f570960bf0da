"""Time and memory of the notes strand on the study taken several times over, beside the study once.

    python -m bench.notes_scale 10        # 530 notes; 100 is the figure that is asked for

Each copy is a study of its own: its own people, organisations, places and telephone numbers, and other words in nearly
every turn, so that nothing of one copy serves for another. Needs private/key.csv of a run of this study (whom to
rename). Processor seconds are compared, as other programs run too.
"""

import io
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import typst

from pipeline.notes.text_files import decode
from pipeline.study import Study, read_csv

ROOT = Path(__file__).parents[1]
SAID = ["new", "old", "small", "big", "local", "usual", "whole", "real", "main", "last"]
DIT = ["grands", "petits", "vieux", "nouveaux", "bons", "mêmes", "autres", "derniers", "premiers", "vrais"]


class Copy:
    """The study's notes under other names. number: which copy; 0 has other names than the study too."""

    def __init__(self, number: int, names: list[str]):
        self.number = number
        self.ending = "".join(chr(97 + digit) for digit in (number // 26 % 26, number % 26))
        self.names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")

    def text(self, text: str) -> str:
        """`text` with other names, telephone numbers and some other words."""
        text = self.names.sub(lambda match: match[0] + self.ending, text)
        text = re.sub(r"(\d{3}-55)\d-\d{4}", rf"\g<1>5-{self.number:04d}", text)
        text = re.sub(r"(?<=\s)the(?=\s)", f"the {SAID[self.number % 10]} {SAID[self.number // 10 % 10]}", text)
        return re.sub(r"(?<=\s)les(?=\s)", f"les {DIT[self.number % 10]} {DIT[self.number // 10 % 10]}", text)

    def note(self, path: Path, turns: pd.DataFrame) -> bytes:
        """The file of a note, rewritten; a PDF is set anew, a recording stays as it is."""
        kind, data = path.suffix, path.read_bytes()
        if kind in (".docx", ".odt"):
            return self._zipped(data)
        if kind == ".pdf":
            said = "\n\n".join(f"{row.speaker}: {row.text}" for row in turns.itertuples())
            content = re.sub(r"([#$*_@<>\[\]`~=/+\\-])", r"\\\1", self.text(said))
            return typst.compile(b'#set page(height: 20cm, numbering: "1/1")\n' + content.encode())
        return data if kind == ".ogg" else self.text(decode(data, path.name)).encode()

    def _zipped(self, data: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                content = old.read(part)
                worded = part in ("word/document.xml", "content.xml")
                new.writestr(part, self.text(content.decode("utf-8")).encode() if worded else content)
        return out.getvalue()


def study_of(times: int, folder: Path) -> Path:
    """The study's notes `times` over, nothing else."""
    (folder / "raw/interviews").mkdir(parents=True)
    (folder / ".cache").mkdir()
    if (ROOT / ".cache/notes").exists():
        shutil.copytree(ROOT / ".cache/notes", folder / ".cache/notes")
    shutil.copy(ROOT / "params.yaml", folder)
    shutil.copytree(ROOT / "pipeline", folder / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    copies(range(times), folder).to_csv(folder / "raw/interviews/manifest.csv", index=False)
    return folder


def copies(numbers: Iterable[int], folder: Path) -> pd.DataFrame:
    """Writes the study's notes under other names into raw/interviews of `folder`, once for each number, the transcript
    beside a recording with it; the manifest of all of them."""
    study, key = Study(ROOT), read_csv(ROOT / "private/key.csv").dropna()
    names = key["name"][key["kind"].isin(["person", "organisation", "place"])].astype(str)
    turns = dict(list(study.table("notes/turns").groupby("note_id")))
    manifest = pd.read_csv(ROOT / "raw/interviews/manifest.csv", keep_default_na=False)
    found = []
    for number in numbers:
        renamed = Copy(number, sorted(names, key=len, reverse=True))
        copy = manifest.assign(note_id=[f"{note}-{number}" for note in manifest["note_id"]])
        copy["file"] = [f"interviews/{number}-{Path(file).name}" for file in manifest["file"]]
        for note, old, new in zip(manifest["note_id"], manifest["file"], copy["file"], strict=True):
            (folder / "raw" / new).write_bytes(renamed.note(ROOT / "raw" / old, turns.get(note)))
            beside = Path(old).with_suffix(".vtt")
            if Path(old).suffix == ".ogg" and (ROOT / "raw" / beside).exists():
                text = renamed.note(ROOT / "raw" / beside, turns.get(note))
                (folder / "raw" / new).with_suffix(".vtt").write_bytes(text)
        found.append(copy)
    return pd.concat(found)


def cost(folder: Path) -> dict[str, float]:
    """Processor seconds of each stage from nothing, and peak memory (MB) of the larger."""
    made, before = {}, _used()
    for stage in ("transcribe", "deidentify"):
        subprocess.run([sys.executable, "-m", "pipeline", stage], cwd=folder, check=True)
        made[stage], before = round(_used() - before, 1), _used()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return made | {"processor_seconds": round(sum(made.values()), 1), "peak_mb": round(peak / 1024)}


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        once = cost(study_of(1, Path(folder) / "once"))
        more = cost(study_of(times, Path(folder) / "more"))
        names = len(read_csv(Path(folder) / "more/private/key.csv"))
    ratio = round(more["processor_seconds"] / once["processor_seconds"], 1)
    print(json.dumps({"times": times, "once": once, "more": more, "names": names, "times_as_long": ratio}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
