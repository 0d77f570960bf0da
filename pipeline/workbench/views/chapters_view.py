"""Chapters: which sentences changed since somebody vouched for them, with old and new value; and sign-off."""

from typing import Any, NamedTuple

from pipeline.findings import report, signoff
from pipeline.findings.composing import compose_all
from pipeline.workbench.store import Store
from pipeline.workbench.views.layout import Page


class Looked(NamedTuple):
    """One chapter as it reads now: its sentences with evidence, those unsigned, and those with a changed value."""

    name: str
    sentences: int
    unsigned: int
    by: str
    stale: list[tuple[str, list[tuple[str, str, str]]]]  # sentence, and evidence id, old value, new value


def show(page: Page) -> str:
    return page.render("chapters.html", looked=None, signed=signoff.load(page.store.study).chapters)


def act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    study = page.store.study
    if body["action"] == "sign":
        report.sign(study, [str(body["chapter"])], page.coder)
        say = page.say("signed", body["chapter"])
    elif body["action"] == "look":
        say = page.say("looked")
    else:
        raise ValueError(body["action"])
    more = {"looked": looked(page.store), "signed": signoff.load(study).chapters}
    return {"html": page.render("_chapters.html", **more), "say": say}


def looked(store: Store) -> list[Looked]:
    """Every chapter, composed from the tables as they are; some seconds. Raises StudyError for a mistake in one."""
    study = store.study
    composed, _ = compose_all(study)
    signed = signoff.load(study)
    found = []
    for one in composed:
        stale: dict[str, list[tuple[str, list[tuple[str, str, str]]]]] = {}
        for each in one.stale:
            stale.setdefault(each.chapter, []).append((report.plain(each.sentence.text), list(each.changes)))
        for name, sentences in one.sentences.items():
            by = signed.chapters[name].by if name in signed.chapters else ""
            unsigned = signoff.unsigned(signed, name, sentences)
            found.append(Looked(name, len(sentences), unsigned, by, stale.get(name, [])))
    return sorted(found)
