"""Small studies of notes for the tests of the notes room, in every format that people keep notes in."""

import io
import zipfile
from pathlib import Path

import docx
import pandas as pd
import pypandoc
import typst
from ruamel.yaml import YAML

from pipeline.notes import deidentify, transcribe
from pipeline.study import Study

ROOT = Path(__file__).parents[2]
HEADER = ["Note: N-01", "Date: 2024-02-01", "Mode: Interview"]
WHO = "I'm Beatriz Alcantara-Moss, plant manager at Ironwood Pulp in Kapuskasing. Été, hiver, four hundred of us."
COST = "Fresh eyes. Kwame, my maintenance lead, spent a day a week with them. It paid off: the list was done by July."
TALK = [
    ("INT", "Could you tell me who you are?"),
    ("P1", WHO),
    ("INT", "What did the students bring, and what did it cost you?"),
    ("P1", COST),
    ("INT", "Anything to add?"),
    ("P1", "No. Call me at 705-555-0133, I'm in at six."),
]


def study_with(folder: Path, notes: dict[str, bytes], rows: dict[str, dict] | None = None, **settings) -> Study:
    """A study whose raw/interviews holds `notes` (file name -> content). rows: more manifest columns, by note id."""
    interviews = folder / "raw" / "interviews"
    interviews.mkdir(parents=True)
    listed = []
    for name, content in notes.items():
        (interviews / name).write_bytes(content)
        note = Path(name).stem
        listed.append(
            {
                "note_id": note,
                "file": f"interviews/{name}",
                "stakeholder": "employer",
                "region": "North",
                "language": "en",
            }
        )
        listed[-1] |= (rows or {}).get(note, {})
    pd.DataFrame(
        listed, columns=["note_id", "file", "stakeholder", "region", "language"] if not listed else None
    ).to_csv(interviews / "manifest.csv", index=False)
    params = {"study": {"seed": 1}, "notes": {"manifest": "interviews/manifest.csv", "keep": [], **settings}}
    with (folder / "params.yaml").open("w") as out:
        YAML(typ="safe").dump(params, out)
    shared = ROOT / ".cache" / "notes"  # words and places of the world: gathered once for all tests
    shared.mkdir(parents=True, exist_ok=True)
    (folder / ".cache").mkdir()
    (folder / ".cache" / "notes").symlink_to(shared)
    return Study(folder)


def turns(study: Study) -> pd.DataFrame:
    transcribe.run(study)
    return Study(study.root).table("notes/turns")


def segments(study: Study) -> pd.DataFrame:
    transcribe.run(study)
    deidentify.run(study)
    return Study(study.root).table("notes/segments")


def labelled(talk=TALK, colon: str = ": ", header=HEADER) -> str:
    return "\n\n".join([*header, *(label + colon + text for label, text in talk)]) + "\n"


def text(talk=TALK) -> bytes:
    return labelled(talk).encode()


def wrapped(talk=TALK, width: int = 60) -> str:
    """Hard-wrapped text, a blank line between turns."""
    import textwrap

    return "\n\n".join("\n".join(textwrap.wrap(part, width)) for part in labelled(talk).split("\n\n")) + "\n"


def pandoc(form: str, talk=TALK) -> bytes:
    """The note as pandoc writes it: .odt, .rtf, .html."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"note.{form}"
        extra = ["--standalone"] if form in ("rtf", "html") else []
        pypandoc.convert_text(labelled(talk), form, format="commonmark", outputfile=str(path), extra_args=extra)
        return path.read_bytes()


def word(talk=TALK, table: bool = False) -> bytes:
    """A Word document: labelled paragraphs, or a table of two columns."""
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("Interview notes", 1)
    for line in HEADER:
        document.add_paragraph(line)
    if table:
        grid = document.add_table(rows=0, cols=2)
        for label, said in talk:
            cells = grid.add_row().cells
            cells[0].text, cells[1].text = label, said
    else:
        for label, said in talk:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(said)
    document.save(out)
    return out.getvalue()


def pdf(talk=TALK, lines_a_page: int = 9) -> bytes:
    """A PDF with running heads and page numbers, its words divided at the ends of lines."""
    content = '#set page(height: 6.2cm, width: 11cm, header: [CONFIDENTIAL N-01], numbering: "1/1")\n'
    content += '#set text(hyphenate: true, lang: "en")\n#set par(justify: true)\n#set smartquote(enabled: false)\n'
    body = "\n\n".join(f"{label}: {said}" for label, said in talk).replace("@", "\\@").replace("$", "\\$")
    return typst.compile(content.encode() + "\n\n".join(HEADER).encode() + b"\n\n" + body.encode())


def cues(talk=TALK, form: str = "vtt", width: int = 8) -> bytes:
    """Subtitles of `width` words a cue; the speaker stands in a voice tag (vtt) or before the first cue (srt)."""
    out, clock, number = [], 4.0, 0
    for label, said in talk:
        pieces = said.split()
        for first in range(0, len(pieces), width):
            number += 1
            end = clock + 2
            stamp = " --> ".join(f"{int(t // 3600):02d}:{int(t // 60) % 60:02d}:{t % 60:06.3f}" for t in (clock, end))
            line = " ".join(pieces[first : first + width])
            if form == "vtt":
                line = f"<v {label}>{line}</v>"
            else:
                stamp = stamp.replace(".", ",")
                line = f"{label}: {line}" if first == 0 else line
            out.append(f"{number}\n{stamp}\n{line}\n")
            clock = end + 0.05
        clock += 1
    return ("WEBVTT\n\n" * (form == "vtt") + "\n".join(out)).encode()


def repacked(document: bytes, **parts: bytes) -> bytes:
    """A zipped document with some parts replaced or added (`word__document_xml` stands for word/document.xml)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        changed = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
        for part in old.namelist():
            if part not in changed:
                new.writestr(part, old.read(part))
        for name, content in changed.items():
            new.writestr(name, content)
    return out.getvalue()
