"""Sources of a REFI-QDA project: their text, wherever it is kept, and the selections made in it.

A PDF file has its text layer, a recording its transcript, a Word file often no plain text beside it. One coding made on
a page and in the text layer, or on the sound and in the transcript, is one coding.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from pipeline.exchange import offsets
from pipeline.exchange.archive import Archive
from pipeline.exchange.project import Mark, Selection, Source, guid
from pipeline.exchange.refi_xml import Element, bare, children, moment, own, text_of, whole_number
from pipeline.exchange.source_texts import WHERE_TEXT_IS, read_text

KINDS = {  # element -> kind of source, its selections, the element that holds its text
    "TextSource": ("text", "PlainTextSelection", ""),
    "PictureSource": ("picture", "PictureSelection", "TextDescription"),
    "PDFSource": ("PDF", "PDFSelection", "Representation"),
    "AudioSource": ("audio", "AudioSelection", "Transcript"),
    "VideoSource": ("video", "VideoSelection", "Transcript"),
}


@dataclass
class Chosen:
    """A selection as it stands in the file: the element, and its positions in the source's text where it has some."""

    item: Element
    kind: str
    start: int | None = None
    end: int | None = None
    words: str = ""
    is_wider: bool = False  # of a recording: taken to the points of its transcript around it


@dataclass
class Body:
    """A source with its raw text (None: missing, and why) and its selections."""

    item: Element
    kind: str
    raw: str | None
    missing: str
    chosen: list[Chosen] = field(default_factory=list)

    @property
    def name(self) -> str:
        path = next((self.item.get(one) or "" for one in (*WHERE_TEXT_IS, "path") if self.item.get(one)), "")
        return self.item.get("name") or unquote(path.split("://", 1)[-1]).rsplit("/", 1)[-1]

    @property
    def spans(self) -> list[offsets.Span]:
        return [(one.start, one.end, one.words) for one in self.located]  # type: ignore[misc]  # located: not None

    @property
    def located(self) -> list[Chosen]:
        return [one for one in self.chosen if one.start is not None and one.end is not None]


def read_sources(project: Element, archive: Archive | None) -> Iterator[Body]:
    for item in children(project, "Sources", "*"):
        if isinstance(item.tag, str) and item.tag in KINDS:
            yield _body(item, archive)


def _body(item: Element, archive: Archive | None) -> Body:
    kind, selections, layer_name = KINDS[item.tag]
    if not layer_name:
        raw, missing = read_text(item, archive)
        return Body(item, kind, raw, missing, [_in_text(one, kind) for one in children(item, selections)])
    body = Body(item, kind, None, f"a {kind} source: only its codings are read")
    for one in children(item, selections):
        body.chosen.append(
            Chosen(one, kind, words=text_of(one, "Representation/PlainTextContent") or one.get("name") or "")
        )
    for layer in children(item, layer_name):
        raw, missing = read_text(layer, archive)
        inside = [_in_text(one, "PDF" if kind == "PDF" else "text") for one in children(layer, "PlainTextSelection")]
        inside += list(_synchronised(layer))
        if body.raw is None and raw is not None:
            body.raw, body.missing = raw, ""
            _by_time(body.chosen, layer)
        elif raw is not None and inside:  # a second transcript: its selections are known by their words alone
            inside = [_cut(one, raw) for one in inside]
        body.chosen += inside
    return body


def _in_text(item: Element, kind: str) -> Chosen:
    start, end = whole_number(item.get("startPosition")), whole_number(item.get("endPosition"))
    return Chosen(item, kind, start, end, item.get("name") or "")


def _synchronised(transcript: Element) -> Iterator[Chosen]:
    """Selections of a transcript, whose positions are those of its points of synchronisation."""
    points = {own(one): whole_number(one.get("position")) for one in children(transcript, "SyncPoint")}
    for one in children(transcript, "TranscriptSelection"):
        start, end = (points.get(bare(one.get(name))) for name in ("fromSyncPoint", "toSyncPoint"))
        yield Chosen(one, "transcript", start, end, one.get("name") or "")


def _by_time(chosen: list[Chosen], transcript: Element) -> None:
    """Positions for stretches of a recording: from the point of synchronisation of its transcript at or before the
    beginning to the one at or after the end, since between two points nothing tells what is said when."""
    times = {}
    for point in children(transcript, "SyncPoint"):
        time, position = whole_number(point.get("timeStamp")), whole_number(point.get("position"))
        if time is not None and position is not None:
            times[time] = position
    for one in chosen:
        begin, end = (whole_number(one.item.get(name)) for name in ("begin", "end"))
        if begin is None or end is None:
            continue
        first = max((time for time in times if time <= begin), default=None)
        last = min((time for time in times if time >= end), default=None)
        if first is not None and last is not None and first < last:
            one.kind, one.start, one.end = "transcript", times[first], times[last]
            one.is_wider = (first, last) != (begin, end)


def _cut(one: Chosen, raw: str) -> Chosen:
    (reading,) = offsets.detect_all([(raw, [(one.start or 0, one.end or 0, one.words)])])
    inside = one.start is not None and one.end is not None and one.start < one.end < len(reading.table)
    words = offsets.plain(raw)[reading.table[one.start] : reading.table[one.end]] if inside else one.words
    return Chosen(one.item, one.kind, words=words)


def built(bodies: list[Body], memos: dict[str, str]) -> tuple[list[Source], list[Selection], list[str]]:
    """Sources and selections of a project, positions in code points, and notices on how they were counted."""
    texts = [body for body in bodies if body.raw is not None and body.located]
    readings = offsets.detect_all([(body.raw or "", body.spans) for body in texts])
    by_body = {id(body): reading for body, reading in zip(texts, readings, strict=True)}
    sources, selections, notices = [], [], []
    for body in bodies:
        reading = by_body.get(id(body))
        if reading is not None and reading.convention != offsets.STANDARD:
            notices.append(f"source {body.name}: positions are counted in {reading.convention}")
        text = None if body.raw is None else offsets.plain(body.raw)
        sources.append(
            Source(own(body.item), body.name, body.kind, text, body.missing, text_of(body.item, "Description"))
        )
        rows = list(_selections(body, text, reading, memos))
        kept, twins = _once(rows, text)
        selections += kept
        if twins:
            notices.append(f"source {body.name}: {twins} codings stand on the {body.kind} and in its text, read once")
        notices += _undecided(body, reading)
        if wider := sum(one.is_wider for one in body.chosen):
            around = "taken from the point of the transcript before to the point after"
            notices.append(f"source {body.name}: {wider} stretches of the recording are {around}")
        if body.item.findall("Coding"):
            marks = marks_of(body.item, body.item, memos)
            selections.append(Selection(own(body.item), own(body.item), "document", words=body.name, marks=marks))
    return sources, selections, notices


def _undecided(body: Body, reading: offsets.Reading | None) -> list[str]:
    """That the positions of selections can be read in two ways, where nothing in the file tells which."""
    if reading is None:
        return []
    found = []
    for doubted, done in ((True, "they are not placed"), (False, f"taken as {reading.convention}")):
        rivals = [one for one, doubt in zip(reading.rivals, reading.doubted, strict=True) if one and doubt == doubted]
        if rivals:
            ways = _ways(list(dict.fromkeys([reading.convention, *(way for ways in rivals for way in ways)])))
            found.append(f"source {body.name}: undecided whether {len(rivals)} positions are counted in {ways}; {done}")
    return found


def _selections(
    body: Body, text: str | None, reading: offsets.Reading | None, memos: dict[str, str]
) -> Iterator[Selection]:
    located = {id(one): index for index, one in enumerate(body.located)}
    for one in body.chosen:
        start, end, words, doubt = None, None, one.words, ""
        index = located.get(id(one))
        if index is not None and text is not None and reading is not None:
            if (found := _only_place(words, text)) and not _meets(found, one, reading):
                start, end = found  # positions of another text, such as the rich one: its words stand here alone
            elif reading.doubted[index]:
                doubt = f"its position may be counted in {_ways([reading.convention, *reading.rivals[index]])}"
            elif 0 <= one.start < one.end < len(reading.table):  # type: ignore[operator]  # located: not None
                start, end = int(reading.table[one.start]), int(reading.table[one.end])
                words = text[start:end]
        elif index is not None and text is None:
            words = words if re.search(r"[^\W\d_]", words) else ""
        guid, source, user = own(one.item), own(body.item), bare(one.item.get("creatingUser"))
        yield Selection(
            guid, source, one.kind, start, end, words, user, marks_of(one.item, one.item, memos, words), doubt
        )


def _only_place(words: str, text: str) -> tuple[int, int] | None:
    """Where the words that a program names stand, if they are a few at least and stand in one place alone."""
    named = words.split()
    if len(named) < 3 or words.rstrip().endswith(("…", "...")):
        return None
    found = [one.span() for one in re.finditer(r"\s+".join(map(re.escape, named)), text)]
    return found[0] if len(found) == 1 else None


def _meets(found: tuple[int, int], one: Chosen, reading: offsets.Reading) -> bool:
    """Whether words that were found stand in the stretch that the positions give."""
    start, end = one.start or 0, one.end or 0
    if not 0 <= start < end < len(reading.table):
        return False
    return int(reading.table[start]) < found[1] and found[0] < int(reading.table[end])


def _ways(ways: list[offsets.Convention]) -> str:
    """`code points or UTF-16 units`, and how many more where they are many."""
    more = f" or in {len(ways) - 3} other ways" if len(ways) > 3 else ""
    return " or ".join(map(str, ways[:3])) + more


def _once(selections: list[Selection], text: str | None) -> tuple[list[Selection], int]:
    """Without codings that stand a second time on the page or the sound, and how many these are.

    The words that a page names tell which coding of the text is the same. Where it names none, the codings of one code
    and user are the same only if the text has as many.
    """
    if not any(one.kind in ("PDF", "transcript") for one in selections):
        return selections, 0
    whole = offsets.squeeze(text or "")
    in_text: dict[tuple[str, str], list[str]] = defaultdict(list)
    nameless: Counter[tuple[str, str]] = Counter()
    for one in selections:
        for mark in one.marks:
            if one.start is not None:
                in_text[mark.code, mark.user].append(offsets.squeeze((text or "")[one.start : one.end]))
            elif not _words_of(one, whole):
                nameless[mark.code, mark.user] += 1

    def is_twin(one: Selection, mark: Mark) -> bool:
        there = in_text[mark.code, mark.user]
        if words := _words_of(one, whole):
            return any(words in other or other in words for other in there)
        return len(there) == nameless[mark.code, mark.user]

    kept = []
    for one in selections:
        marks = tuple(mark for mark in one.marks if one.start is not None or not is_twin(one, mark))
        kept.append(replace(one, marks=marks))
    return kept, sum(len(one.marks) for one in selections) - sum(len(one.marks) for one in kept)


def _words_of(one: Selection, whole: str) -> str:
    """The words that a selection names, empty where what it is called (`Quotation 6:1`) is nowhere in the text."""
    words = offsets.squeeze(one.words).rstrip("….").rstrip()
    return words if words in whole else ""


def marks_of(item: Element, above: Element, memos: dict[str, str], words: str = "") -> tuple[Mark, ...]:
    """The codings of an element; notes of the selection belong to each of them, a repeated quotation to none."""
    about = text_of(item, "Description") if item is above and item.tag.endswith("Selection") else ""
    if about and offsets.squeeze(words).startswith(offsets.squeeze(about).rstrip("…. ")):
        about = ""
    beside = [about, *(memos.get(bare(one.get("targetGUID")), "") for one in children(item, "NoteRef"))]
    found = []
    for coding in children(item, "Coding"):
        own_notes = [memos.get(bare(one.get("targetGUID")), "") for one in children(coding, "NoteRef")]
        own_notes.insert(0, text_of(coding, "Description"))
        codes = [bare(one.get("targetGUID")) for one in children(coding, "CodeRef")] or [""]
        user = bare(coding.get("creatingUser") or item.get("creatingUser"))
        memo = "\n".join(dict.fromkeys(filter(None, [*own_notes, *beside])))
        when = moment(coding.get("creationDateTime"))
        found += [
            Mark(own(coding) if at == 0 else guid(own(coding), code), code, user, when, memo)
            for at, code in enumerate(codes)
        ]  # the standard knows one reference a coding; some write more
    return tuple(found)
