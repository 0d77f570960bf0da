"""Projects as other programs write them, by hand: one or two sources, a few codes, whatever else a test wants."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

CODE = "228D908C-AB8A-59BC-BC4C-AA566AD9C188"
OTHER = "328D908C-AB8A-59BC-BC4C-AA566AD9C188"
USER = "2C5846FE-C0B7-4124-9256-794A5742CEBA"
SOURCE = "5389EB2D-DDA7-53FF-9969-A6DD82EBACC6"
SELECTION = "7443CD5B-72DA-5C1C-9D05-B846EAAFA3C1"
NOTE = "C3DE3F83-2929-5CD4-BDD5-4491EC0A46B9"
NAMESPACE = "urn:QDA-XML:project:1.0"


def coding(code: str = CODE, more: str = "", user: str = USER, number: int = 0) -> str:
    by = f' creatingUser="{user}"' if user else ""
    head = f'<Coding guid="899EAB79-D414-54CC-B466-9D5CBFE285{number:02d}"{by} creationDateTime="2024-05-01T10:00:00Z">'
    return f'{head}<CodeRef targetGUID="{code}"/>{more}</Coding>'


def selection(start: int, end: int, name: str = "", inside: str = "", guid: str = SELECTION) -> str:
    named = f" name={quoteattr(name)}" if name else ""
    place = f'startPosition="{start}" endPosition="{end}"'
    return f'<PlainTextSelection guid="{guid}" {place}{named}>{inside or coding()}</PlainTextSelection>'


def text_source(inside: str, name: str = "N-02", path: str = "internal://a.txt", guid: str = SOURCE) -> str:
    return f'<TextSource guid="{guid}" name="{name}" plainTextPath="{path}">{inside}</TextSource>'


def code(name: str = "T1_saving", inside: str = "", guid: str = CODE, codable: str = "true") -> str:
    return f'<Code guid="{guid}" name={quoteattr(name)} isCodable="{codable}">{inside}</Code>'


def project(
    sources: str, codes: str = "", users: str = "", rest: str = "", namespace: str = NAMESPACE, attributes: str = ""
) -> str:
    users = users or f'<User guid="{USER}" name="Francesca"/>'
    space = f' xmlns="{namespace}"' if namespace else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project name="P" origin="X 24"{space}{attributes}>'
        f"<Users>{users}</Users><CodeBook><Codes>{codes or code()}</Codes></CodeBook>"
        f"<Sources>{sources}</Sources>{rest}</Project>"
    )


def qdpx(path: Path, xml: str | bytes, files: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml)
        for name, data in files.items():
            archive.writestr(f"sources/{name}", data)
    return path
