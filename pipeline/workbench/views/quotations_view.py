"""Quotations: what chapters print, beside what was said; edited and translated here, into reports/quotations.yaml."""

import re
from difflib import SequenceMatcher
from typing import Any

from markupsafe import Markup

from pipeline.findings import quotation_edits
from pipeline.findings.quotation_edits import Edit
from pipeline.language import Words
from pipeline.study import read_csv
from pipeline.workbench.store import Segment, Store
from pipeline.workbench.views.layout import Page

TO_DO = ("stale_words", "stale_translation", "untranslated")  # in the order in which they wait
_CALL = re.compile(r"""quote\(\s*["']([^"']+)["']""")


def show(page: Page) -> str:
    return page.render("quotations.html", **_context(page, page.query.get("unit", "")))


def act(page: Page, body: dict[str, Any]) -> dict[str, Any]:
    """Looks at what was typed (`check`) or saves it; what has to be put right is listed beside the form."""
    segment = page.store.segments[body["unit"]]
    speaker = {one: str(body[f"speaker.{one}"]).strip() for one in _languages(page) if body.get(f"speaker.{one}")}
    translations = {one: str(body.get(f"to.{one}") or "") for one in _languages(page) if one != segment.language}
    edited, kept = str(body.get("edited") or ""), bool(body.get("kept"))
    edit = quotation_edits.new_edit(segment.text, edited, translations, page.coder, kept, speaker)
    words = Words("findings", page.say.language, page.store.study)
    mistakes = quotation_edits.mistakes_of(edit, segment.text, segment.language, words)
    seen = str(body["seen"])
    if body["action"] == "save" and not mistakes:
        with page.store.lock:
            study = page.store.study
            seen = quotation_edits.save(study, segment.segment_id, edit, segment.text, segment.language, seen)
        say = page.say("saved")
    elif body["action"] in ("save", "check"):
        say = page.say("to_put_right", len(mistakes)) if mistakes else page.say("nothing_to_put_right")
    else:
        raise ValueError(body["action"])
    context = _context(page, segment.segment_id) | {"edit": edit, "mistakes": mistakes, "seen": seen}
    context["compared"] = compared(segment.text, edit.edited)
    return {"html": page.render("_quotations.html", **context), "say": say}


def printed(store: Store) -> list[str]:
    """Units that are quoted: by name in a chapter, in the documents of the last run, or edited already."""
    study = store.study
    chapters = sorted((study.reports / "chapters").glob("*.md"))
    evidence = study.reports / "findings.evidence.csv"

    def load() -> list[str]:
        named = [unit for path in chapters for unit in _CALL.findall(path.read_text(encoding="utf-8"))]
        if evidence.exists():
            table = read_csv(evidence)
            named += table.loc[table["kind"] == "quote", "subject"].astype(str).tolist()
        return list(dict.fromkeys(named))

    units = store.fresh("quoted", [*chapters, evidence], load)
    return [one for one in dict.fromkeys([*units, *quotation_edits.load(study)]) if one in store.segments]


def compared(said: str, edited: str) -> Markup:
    """What was said, with what the edited form leaves out struck, and what it puts in marked."""
    if not edited:
        return Markup()
    old, new = said.split(), edited.split()
    out = Markup()
    for tag, a, b, to, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal" and b > a:
            out += Markup("<del>{}</del> ").format(" ".join(old[a:b]))
        if end > to:
            out += Markup("<ins>{}</ins> " if tag != "equal" else "{} ").format(" ".join(new[to:end]))
    return out


def _languages(page: Page) -> list[str]:
    return page.store.study.languages


def _state(page: Page, unit: str, edit: Edit | None) -> str:
    """What is to be done about a quotation: stale, its translations, or nothing."""
    segment = page.store.segments[unit]
    others = [one for one in _languages(page) if one != segment.language]
    if edit is None:
        return "untranslated" if others else "complete"
    if quotation_edits.is_stale(edit, segment.text):
        return "stale_words"
    late = quotation_edits.stale_translations(edit, segment.text)
    return "stale_translation" if late else "untranslated" if set(others) - edit.translations.keys() else "complete"


def _context(page: Page, unit: str) -> dict[str, Any]:
    edits, listed = quotation_edits.load(page.store.study), printed(page.store)
    if unit in page.store.segments and unit not in listed:
        listed = [unit, *listed]
    states = {one: _state(page, one, edits.get(one)) for one in listed}
    waiting = [one for what in TO_DO for one in listed if states[one] == what]
    listed = [*waiting, *(one for one in listed if one not in waiting)]
    unit = unit if unit in states else next(iter(listed), "")
    segment: Segment | None = page.store.segments.get(unit)
    edit = edits.get(unit) or Edit(fingerprint="")
    return {
        "listed": [(one, states[one]) for one in listed],
        "waiting": len(waiting),
        "segment": segment,
        "edit": edit,
        "state": states.get(unit, ""),
        "others": [one for one in _languages(page) if segment and one != segment.language],
        "compared": compared(segment.text, edit.edited) if segment else Markup(),
        "mistakes": [],
        "seen": quotation_edits.version(page.store.study),
        "following": next((one for one in waiting if one != unit), ""),
    }
