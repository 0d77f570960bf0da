"""First versions of what people write in a study: codebooks, chapters. All are theirs to change.

Each function returns the text of one file. A draft states nothing about the study: it puts each code and each closed
question where an evaluator finds it, and says what is still to be written.
"""

import re
from pathlib import Path
from typing import Any

from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.admin.declared_figures import Figure
from pipeline.cleaning.entries import Text
from pipeline.decisions.themes import ThemesCodebook
from pipeline.language import phrase
from pipeline.notes import text_language
from pipeline.scaffold import admin_draft
from pipeline.scaffold.codes_of_people import NOTHING_USUAL, Usual
from pipeline.study import without_accents, yaml_editing
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import Category

NO_THEME = "all"  # the theme of codes that have none
CLOSED_QUESTIONS = 12  # drafted as findings; more would not be read
THEMES_HEAD = """\
# The codebook of themes: what each code means. Worth most, in this order: examples of what somebody might say, a
# definition, when not to use it. Format: docs/codebook.md.
"""
ADMIN_HEAD = """\
# The programme's own lists: what each column means, how it is cleaned, which figures they give. Drafted: the kinds of
# columns are guesses, and rules for rows (drop, amendments, belongs_to) are still to be written. Format: docs/admin.md.
"""
EVALUATION_HEAD = """\
# The evaluation matrix: questions, findings, and the evidence that each finding rests on. Drafted: every statement is
# to be rewritten as a claim that evidence could refute, with what holds where it does not (`contrary`) and a few
# sentences of how people would say so (`contrary_said`), from no note: they find passages that speak against it.
# Format: docs/triangulation.md.
"""
DOCUMENT_HEAD = (
    "# What this study says about its own document. Names of indicators, codes and findings come from codebooks/.\n"
)


ONE_STOP = re.compile(r"(?P<asks>[?!])\s?:|\.(?=\s?:)")  # a colon after a question, and a full stop before one
OF_BIRTH = re.compile(
    r"year.{0,20}\b(birth|born)|birth.?year|ann[ée]e de naissance|\bn[ée](\(e\))?e? en quelle", re.IGNORECASE
)
SAYS_LITTLE = re.compile(  # an answer on which no finding is drafted where there is another
    r"(?:no|non|other|others|autres?|otr[oa]s?|none|aucune?|ningun[oa]|ningún)\b.{0,30}", re.IGNORECASE
)


def themes(codes: list[dict[str, str]], languages: list[str], usual: Usual = NOTHING_USUAL) -> str:
    """codebooks/themes.yaml of these codes (`id`, `theme`, `label`, `definition`, `parent`, `direction`, `asked`); one
    code to begin with for none. `usual`: what coders' files show of the book, drafted as guesses."""
    codes = codes or [{"id": "C1", **{f"label_{one}": text for one, text in _each(languages, "first_code").items()}}]
    codes = [{**code, **_asked(code, usual)} for code in codes]
    names = list(dict.fromkeys(code.get("theme") or "" for code in codes))
    content: dict[str, Any] = {"one_code_only": True} if usual.one_code_only else {}
    content["themes"] = [
        {"id": _id(name), "label": _same(name, languages) if name else _each(languages, "all_codes")} for name in names
    ]
    content["codes"] = [_code(code, languages) for code in codes]
    told = "".join(f"# Guessed from the coders' files: {line}\n" for line in usual.told)
    return THEMES_HEAD + told + _dumped(content)


def _asked(code: dict[str, str], usual: Usual) -> dict[str, str]:
    """The question under which alone coders gave a code; its theme too, where the code has none."""
    question = usual.question_of.get(code.get("label", ""), usual.question_of.get(code["id"], ""))
    if not question or code.get("asked"):
        return {}
    return {"asked": question, "theme": code.get("theme") or question}


def survey(text: str, codebook: SurveyCodebook, margins: list[dict[str, str]], languages: list[str]) -> str:
    """A drafted codebooks/survey.yaml (its text, and as read) with an indicator for each closed question, and the
    margins that fit one."""
    content = yaml_editing.parse(text)
    if margins:
        content["margins"] = margins
    content["indicators"] = [*content["indicators"], *indicators(codebook, languages)]
    return yaml_editing.dump(content, width=120)


def indicators(codebook: SurveyCodebook, languages: list[str]) -> list[dict[str, Any]]:
    """How often each answer of a closed question was given, of those that no indicator is about yet (boxes are); of a
    scale in words its upper half together, and of one of which only the ends have words (0 to 10), the mean, too.
    Weights, years of birth and what the survey tool itself notes are no answers."""
    from pipeline.survey.draft_remarks import may_weight
    from pipeline.survey.tools import own_name

    taken = {one.name for one in codebook.indicators}
    used = {name for one in codebook.indicators for name in one.variables}
    entries: list[dict[str, Any]] = []
    own = _columns_of_tool(codebook)
    for variable in codebook.variables:
        kind, raw = getattr(variable, "kind", ""), str(getattr(variable, "raw", ""))
        asked = variable.label[languages[0]] or ""
        if may_weight(raw, asked) or own_name(raw) in own or (kind == "number" and OF_BIRTH.search(f"{raw} {asked}")):
            continue
        if kind in ("category", "number") and variable.name not in taken | used:
            label = {one: variable.label[one] or variable.name for one in languages}
            measure = "distribution" if kind == "category" else "mean"
            entry = {"name": variable.name, "kind": measure, "label": label, "variables": [variable.name]}
            entries.append({**entry, "base": _each(languages, "answered")})
            if isinstance(variable, Category) and _is_numbered(codebook, variable):
                mean = {one: dict(phrase("scaffold", "mean", [one], scale=label[one]).root)[one] for one in languages}
                entries.append({**entries[-1], "name": f"{variable.name}_mean", "kind": "mean", "label": mean})
            if isinstance(variable, Category) and (upper := _upper_half(codebook, variable)):
                said = _each(languages, "upper", question=variable.label, answer=_either(upper, languages))
                said = {one: ONE_STOP.sub(r"\g<asks>", text, count=1) for one, text in said.items()}
                top = {"name": f"{variable.name}_top", "kind": "top_box", "label": said}
                entries.append({**entries[-1], **top, "counts": [one.clean for one in upper]})
    return entries


def _upper_half(codebook: SurveyCodebook, variable: Any) -> list[Any]:
    """The answers above the middle of a scale whose points have known words; none of any other question."""
    from pipeline.survey.scales import points_of

    answers = codebook.answers[variable.answers]
    places = points_of([next(iter(one.label.values())) for one in answers])
    highest = max(places, default=0)
    return [one for one, place in zip(answers, places, strict=True) if highest > 2 and 2 * place > highest + 1]


def _yes(codebook: SurveyCodebook, variable: Any) -> list[Any]:
    """The answer that says yes, of a question that is answered by yes or no."""
    from pipeline.survey.scales import points_of

    answers = codebook.answers[variable.answers]
    places = points_of([next(iter(one.label.values())) for one in answers])
    return [one for one, place in zip(answers, places, strict=True) if place == 2 == max(places)]


def _either(answers: list[Any], languages: list[str]) -> Text:
    """The labels of these answers, one or another, as they stand between quotation marks."""
    said: Text = answers[0].label
    for answer in answers[1:]:
        said = Text(_each(languages, "or", first=said, last=answer.label))
    return said


def _columns_of_tool(codebook: SurveyCodebook) -> set[str]:
    """The columns that the survey's tool fills in by itself (status, progress, language), in small letters."""
    from pipeline.survey.tools import tool_of

    tool = tool_of([str(one.raw) for one in [*codebook.variables, *codebook.set_aside] if hasattr(one, "raw")])
    return {*tool.columns, *tool.wordings} if tool else set()


def _is_numbered(codebook: SurveyCodebook, variable: Category) -> bool:
    """Has a scale words at its ends alone, and numbers between them?"""
    answers = codebook.answers[variable.answers]
    if len(answers) < 5 or any(isinstance(one.clean, str) for one in answers):
        return False
    return all(str(one.clean) == text for one in answers[1:-1] for text in one.label.values())


def admin(files: list[Path], languages: list[str]) -> str:
    """codebooks/admin.yaml of these files of raw/admin."""
    content, told = admin_draft.draft(files, "admin", languages)
    guessed = "".join(f"# - {line}\n" for line in told)
    return ADMIN_HEAD + (f"# To check, since it was guessed:\n{guessed}" if guessed else "") + _dumped(content)


def evaluation(
    book: ThemesCodebook | None, survey: SurveyCodebook | None, admin: AdminCodebook | None, languages: list[str]
) -> str:
    """codebooks/evaluation.yaml: a theme and question for each theme of the codebook, a finding for each code, each
    closed question of the survey and each figure of the administrative data."""
    places: list[tuple[str, dict[str, str], list[dict[str, Any]]]] = []
    if book is not None:
        for theme in book.themes:
            codes = [code for code in book.active if code.theme == theme.id]
            findings = [_finding_of_code(code, languages) for code in codes]
            places.append((theme.id, {one: theme.label[one] for one in languages}, findings))
    if survey is not None and (asked := _closed(survey)):
        findings = [_finding_of_question(survey, variable, languages) for variable in asked]
        places.append(("survey", _each(languages, "survey"), findings))
    if admin is not None and admin.figures:
        findings = [_finding_of_figure(figure, languages) for figure in admin.figures[:CLOSED_QUESTIONS]]
        places.append(("admin", _each(languages, "admin"), findings))
    if not places:
        return ""
    content: dict[str, Any] = {"respondents": _each(languages, "respondents")}
    content |= {"groups": {one: _each(languages, one) for one in ("participant", "all")}}
    content |= {"themes": [], "questions": [], "findings": []}
    for number, (theme_id, label, findings) in enumerate((place for place in places if place[2]), start=1):
        question = f"Q{number}"
        content["themes"].append({"id": theme_id, "label": label})
        content["questions"].append({"id": question, "theme": theme_id, "text": label})
        for finding in findings:
            identifier = f"F{len(content['findings']) + 1:02}"
            content["findings"].append({"id": identifier, "question": question, **finding})
    return EVALUATION_HEAD + _dumped(content)


def chapter(theme: str, label: str, question: str, findings: list[str]) -> str:
    """A chapter in Markdown that prints what may be said of each finding of a theme, with its evidence."""
    parts = [f"# {label} {{#{theme}}}", f"## {{{{ label('{question}') }}}}"]
    parts += [f"**{{{{ headline('{finding}') }}}}**" for finding in findings]
    return "\n\n".join([*parts, f"{{{{ joint_display('{theme}') }}}}"]) + "\n"


def chapter_without_codes(theme: str, label: str, language: str) -> str:
    """The chapter of a codebook that nobody has written yet: what a machine makes of its one code is not printed."""
    return f"# {label} {{#{theme}}}\n\n{_each([language], 'no_codes')[language]}\n"


def document(title: str, languages: list[str], today: str) -> str:
    """reports/chapters/document.yaml."""
    content = {
        "title": _same(title, languages),
        "subtitle": _each(languages, "document.subtitle"),
        "authors": _each(languages, "document.authors"),
        "date": today,
    }
    return DOCUMENT_HEAD + _dumped(content)


def _finding_of_code(code: Any, languages: list[str]) -> dict[str, Any]:
    return {
        "kind": "experience",
        "statement": _each(languages, "statement.code", label=code.label),
        "codes": [{"code": code.id, "supports": _supports(code), "bearing": "direct"}],
    }


def _supports(code: Any) -> list[str]:
    """What speaks for a finding that says what its code says: the code itself, whichever way it points."""
    return ["critical"] if code.direction == "against" else ["supportive", "neutral"]


def _closed(survey: SurveyCodebook) -> list[Any]:
    named = {one.name: one for one in survey.variables if getattr(one, "kind", "") == "category"}
    measured = [one.variables[0] for one in survey.indicators if one.kind == "distribution"]
    asked = [named[name] for name in measured if name in named]
    claims = [one for one in asked if _upper_half(survey, one) or _yes(survey, one)]
    return (claims or asked)[:CLOSED_QUESTIONS]  # what somebody produces, or where, is no claim


def _finding_of_question(survey: SurveyCodebook, variable: Any, languages: list[str]) -> dict[str, Any]:
    """A finding on the upper half of a scale, or on yes; of a question that has neither, on the first answer that says
    something. Which matters is for the evaluator to say."""
    upper = _upper_half(survey, variable)
    if upper:
        said, name = _either(upper, languages), f"{variable.name}_top"
    else:
        answers = survey.answers[variable.answers]
        telling = [one for one in answers if not any(map(SAYS_LITTLE.fullmatch, one.label.values()))]
        answer = [*_yes(survey, variable), *telling, *answers][0]
        said, name = answer.label, f"{variable.name}:{answer.clean}"
    asked = Text({one: text.removesuffix(".") for one, text in variable.label.root.items()})  # the sentence has its own
    statement = _each(languages, "statement.answer", answer=said, question=asked)
    return {
        "kind": "common",
        "statement": statement,
        "indicators": [{"indicator": name, "at_least": 50, "bearing": "direct"}],
    }


def _finding_of_figure(figure: Figure, languages: list[str]) -> dict[str, Any]:
    """A finding on an administrative figure, which is shown and decides nothing until an evaluator sets a threshold."""
    tie = {"figure": figure.name, "bearing": "context"}
    return {"kind": "common", "statement": _each(languages, "statement.figure", figure=figure.label), "figures": [tie]}


def _code(code: dict[str, str], languages: list[str]) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": code["id"], "theme": _id(code.get("theme") or "")}
    entry |= {name: code[name] for name in ("parent", "direction") if code.get(name)}
    entry |= {"scope": {"asked": [code["asked"]]}} if code.get("asked") else {}
    entry["label"] = {one: code.get(f"label_{one}") or code.get("label") or code["id"] for one in languages}
    said = {one: text for one in languages if (text := code.get(f"definition_{one}") or code.get("definition") or "")}
    entry |= {"definition": said} if said else {}
    for field in ("use_when", "not_when"):
        told = {one: text for one in languages if (text := code.get(f"{field}_{one}") or code.get(field) or "")}
        entry |= {field: told} if told else {}
    lists = {one: _each_line(code.get(f"examples_{one}", "")) for one in languages}
    mixed = _each_line(code.get("examples", ""))  # in whatever language each is
    for one, example in zip(text_language.languages(mixed, "", languages, alone=True), mixed, strict=True):
        lists[one if one in lists else languages[0]].append(example)
    lists = {one: examples for one, examples in lists.items() if examples}
    entry |= {"examples": lists} if lists else {}
    name = code.get("name") or code.get("label") or code["id"]
    return entry | ({"renamed_from": [name]} if name != code["id"] else {})  # coders' files name it so


def _each_line(cell: str) -> list[str]:
    """The examples of a cell, one a line, without marks and quotation marks around them."""
    lines = (line.strip().lstrip("-•–*").strip().strip('“”"«»').strip() for line in cell.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def _id(name: str) -> str:
    return "_".join(without_accents(name).lower().split()) or NO_THEME


def _same(text: str, languages: list[str]) -> dict[str, str]:
    return dict.fromkeys(languages, text)


def _each(languages: list[str], key: str, **labels: Any) -> dict[str, str]:
    """A fixed phrase of ours in each language of the study, labels in it in the same language."""
    return dict(phrase("scaffold", key, languages, **labels).root)


def _dumped(content: dict[str, Any]) -> str:
    return yaml_editing.dump(content, width=120, spelled=True)
