"""What a deposited archive says of itself: an RO-Crate 1.1 (Sefton and others 2021, https://w3id.org/ro/crate/1.1).

Written from the specification: one JSON-LD file at the root that names the whole, each file with its format, size and
checksum, who made it and from what.
"""

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass

METADATA = "ro-crate-metadata.json"
CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}]
FORMATS = {  # what `mimetypes` does not know on every machine
    ".csv": "text/csv", ".md": "text/markdown", ".yaml": "application/yaml", ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet", ".lock": "text/plain", ".cff": "application/yaml", ".xml": "text/xml",
    ".qdpx": "application/zip", ".sav": "application/x-spss-sav", ".svg": "image/svg+xml", ".png": "image/png",
    ".pdf": "application/pdf", ".html": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


@dataclass(frozen=True)
class About:
    """What is said of the whole."""

    name: str
    description: str
    authors: str
    date: str  # ISO
    languages: list[str]
    software: str  # the pipeline with its version


def checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def metadata(about: About, files: Mapping[str, bytes], made: list[str]) -> bytes:
    """The metadata file. `files` are all others by path; `made` those that the pipeline made of the rest."""
    parts = [{"@id": path} for path in files]
    root = {
        "@id": "./", "@type": "Dataset", "name": about.name, "description": about.description,
        "datePublished": about.date, "author": {"@id": "#authors"}, "inLanguage": about.languages, "hasPart": parts,
        **({"license": {"@id": "LICENSE"}} if "LICENSE" in files else {}), "mentions": {"@id": "#run"},
    }  # fmt: skip
    graph = [
        {"@id": METADATA, "@type": "CreativeWork", "about": {"@id": "./"},
         "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}},
        root,
        {"@id": "#authors", "@type": "Organization", "name": about.authors},
        {"@id": "#pipeline", "@type": "SoftwareApplication", "name": about.software},
        {"@id": "#run", "@type": "CreateAction", "name": "python -m pipeline report",
         "instrument": {"@id": "#pipeline"}, "object": [{"@id": path} for path in files if path not in made],
         "result": [{"@id": path} for path in made]},
        *(_file(path, content) for path, content in files.items()),
    ]  # fmt: skip
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1)
    return (text + "\n").encode()


def _file(path: str, content: bytes) -> dict[str, str]:
    suffix = "." + path.rpartition(".")[2]
    known = FORMATS.get(suffix) or mimetypes.guess_type(path)[0] or "text/plain"
    return {
        "@id": path, "@type": "File", "name": path.rpartition("/")[2], "encodingFormat": known,
        "contentSize": str(len(content)), "sha256": checksum(content),
    }  # fmt: skip
