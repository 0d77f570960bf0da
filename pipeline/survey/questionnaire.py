"""The questionnaire behind an export: a Qualtrics survey file (.qsf) or a LimeSurvey one (.lss).

From it come the wording of each column, the labels of its codes, in every language it has, and plain skip logic.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.study import StudyError
from pipeline.survey.export_files import Export

INLINE = re.compile(r"</?(?:b|i|u|em|strong|span|font|a|sup|sub|small|mark)\b[^>]*>", re.IGNORECASE)
TAGS = re.compile(r"<[^>]+>")
SEVERAL = ("MAVR", "MAHR", "MACOL", "MSB")  # Qualtrics: several answers


@dataclass
class Question:
    """What one column asks: wording and labels by language; `only_if`: (column, code) that it is asked for."""

    wording: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    only_if: tuple[str, str] | None = None


def beside(export: Path) -> Path | None:
    """The questionnaire of the same name beside an export, where there is one."""
    found = [export.with_suffix(suffix) for suffix in (".qsf", ".lss")]
    return next((path for path in found if path.exists()), None)


def read_questionnaire(path: Path) -> dict[str, Question]:
    """Column of the export -> its question. Raises StudyError where the file is not readable."""
    try:
        if path.suffix.lower() == ".qsf":
            return dict(_qualtrics(json.loads(path.read_text(encoding="utf-8-sig"))))
        if path.suffix.lower() == ".lss":
            return dict(_limesurvey(path))
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        todo = "Export the questionnaire again."
        raise StudyError(path, f"not readable as a questionnaire ({error})", "a whole file", todo) from error
    raise StudyError(path, f"{path.suffix or 'no ending'} is no questionnaire", ".qsf (Qualtrics) or .lss (LimeSurvey)")


def described(export: Export, questions: dict[str, Question]) -> Export:
    """The export with wording and labels of its questionnaire, where the file itself has none."""
    variables = {}
    for name, info in export.variables.items():
        question = questions.get(name)
        if question is None:
            variables[name] = info
            continue
        label = _both(question.wording) or info.label
        values = info.values or {code_of(code): _both(texts) for code, texts in question.values.items()}
        cells = set(export.frame[name].astype("str").str.strip()) - {"", "nan", "None"}
        codes = {str(code) for code in values}
        # An export of labels holds none of the codes: its words are then the answers' own.
        if values and not info.values and cells and not cells & codes:
            values = {}
        variables[name] = replace(info, label=label, values=values)
    return replace(export, variables=variables)


def _both(texts: dict[str, str]) -> str:
    """`English / French`, the form in which an export tells a text in both languages; else the text there is."""
    if texts.get("en") and texts.get("fr") and texts["en"] != texts["fr"]:
        return f"{texts['en']} / {texts['fr']}"
    return next((text for text in texts.values() if text), "")


def code_of(code: str) -> int | str:
    """A code as a codebook holds it: whole numbers as numbers."""
    return int(code) if code.lstrip("-").isdecimal() and str(int(code)) == code else code


def _plain(text: str | None) -> str:
    return " ".join(html.unescape(TAGS.sub(" ", INLINE.sub("", text or ""))).split())


def _qualtrics(content: dict) -> Iterator[tuple[str, Question]]:
    first = str(content.get("SurveyEntry", {}).get("SurveyLanguage", "EN"))[:2].lower()
    questions = [element["Payload"] for element in content["SurveyElements"] if element.get("Element") == "SQ"]
    tags = {payload["QuestionID"]: payload["DataExportTag"] for payload in questions}
    recodes = {payload["QuestionID"]: payload.get("RecodeValues") or {} for payload in questions}
    for payload in questions:
        tag = payload["DataExportTag"]
        texts = {first: payload} | {
            language[:2].lower(): other for language, other in (payload.get("Language") or {}).items() if other
        }
        wording = {language: _plain(one.get("QuestionText")) for language, one in texts.items()}
        choices = _displays(texts, "Choices")
        shown = payload.get("ChoiceDataExportTags") or {}
        logic = _qualtrics_logic(payload.get("DisplayLogic"), tags, recodes)
        recode = payload.get("RecodeValues") or {}
        if payload.get("QuestionType") == "Matrix":
            values = {str(recode.get(code, code)): labels for code, labels in _displays(texts, "Answers").items()}
            for number, item in choices.items():
                column = (shown.get(number) if isinstance(shown, dict) else None) or f"{tag}_{number}"
                yield column, Question(_joined(wording, item), values, logic)
        elif payload.get("Selector") in SEVERAL:
            for number, item in choices.items():
                code = str(recode.get(number, number))
                yield f"{tag}_{code}", Question(_joined(wording, item), {}, logic)
            yield tag, Question(wording, {}, logic)
        else:
            yield tag, Question(wording, {str(recode.get(c, c)): labels for c, labels in choices.items()}, logic)
            for number, item in choices.items():
                yield f"{tag}_{recode.get(number, number)}_TEXT", Question(_joined(wording, item), {}, logic)


def _displays(texts: dict[str, dict], section: str) -> dict[str, dict[str, str]]:
    """Number of a choice -> its text by language."""
    found: dict[str, dict[str, str]] = {}
    for language, payload in texts.items():
        entries = payload.get(section) or {}
        pairs = entries.items() if isinstance(entries, dict) else ((str(n), e) for n, e in enumerate(entries, start=1))
        for number, entry in pairs:
            found.setdefault(str(number), {})[language] = _plain(entry.get("Display"))
    return found


def _joined(wording: dict[str, str], item: dict[str, str]) -> dict[str, str]:
    return {
        language: f"{text} - {item.get(language) or next(iter(item.values()))}" for language, text in wording.items()
    }


def _qualtrics_logic(logic: dict | None, tags: dict, recodes: dict) -> tuple[str, str] | None:
    """(column, code) of display logic that is one chosen answer; None for any other."""
    text = json.dumps(logic or {})
    found = re.findall(r"q://(QID\d+)/SelectableChoice/(\d+)", text)
    operators = re.findall(r'"Operator": "(\w+)"', text)
    if len(set(found)) != 1 or set(operators) != {"Selected"}:
        return None
    question, choice = found[0]
    return (tags[question], str(recodes[question].get(choice, choice))) if question in tags else None


def _limesurvey(path: Path) -> Iterator[tuple[str, Question]]:
    from lxml import etree

    try:
        root = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error

    def rows(section: str) -> list[dict[str, str]]:
        return [{cell.tag: cell.text or "" for cell in row} for row in root.iterfind(f"{section}/rows/row")]

    texts: dict[str, dict[str, str]] = {}
    for row in [*rows("questions"), *rows("subquestions"), *rows("question_l10ns")]:
        if row.get("question") and row.get("language"):
            texts.setdefault(row["qid"], {})[row["language"][:2]] = _plain(row["question"])
    of_answer = {row["aid"]: (row["qid"], row["code"]) for row in rows("answers") if "aid" in row}
    values: dict[str, dict[str, dict[str, str]]] = {}
    for row in [*rows("answers"), *rows("answer_l10ns")]:
        if row.get("answer") and row.get("language"):
            qid, code = (row["qid"], row["code"]) if "code" in row else of_answer[row["aid"]]
            values.setdefault(qid, {}).setdefault(code, {})[row["language"][:2]] = _plain(row["answer"])
    items: dict[str, dict[str, str]] = {}
    for row in rows("subquestions"):
        items.setdefault(row["parent_qid"], {})[row["qid"]] = row["title"]
    for row in {row["qid"]: row for row in rows("questions")}.values():
        found = re.fullmatch(r"\(*\s*(\w+?)(?:\.NAOK)?\s*==\s*[\"'](\w+)[\"']\s*\)*", row.get("relevance", "1"))
        logic = (found[1], found[2]) if found else None
        wording, codes = texts.get(row["qid"], {}), values.get(row["qid"], {})
        if row.get("type") == "Y":
            codes = {"Y": {"en": "Yes", "fr": "Oui"}, "N": {"en": "No", "fr": "Non"}}
        yield row["title"], Question(wording, codes, logic)
        yield f"{row['title']}[other]", Question(wording, {}, logic)
        for qid, title in items.get(row["qid"], {}).items():
            item = texts.get(qid, {})
            shown = {language: item.get(language) or next(iter(item.values()), title) for language in wording}
            own = {language: f"{text} [{shown[language]}]" for language, text in wording.items()}
            yield f"{row['title']}[{title}]", Question(own, {} if row.get("type") in ("M", "P") else codes, logic)
