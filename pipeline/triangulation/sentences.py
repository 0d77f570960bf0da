"""Why a finding has its label, in both languages: one sentence that names what each strand says and who differs."""

import pandas as pd

from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.facts import Facts
from pipeline.triangulation.wording import counted, french, listed, number, percent, sentence

LABELS = {
    "agreement": ("agreement", "accord"),
    "partial agreement": ("partial agreement", "accord partiel"),
    "dissonance": ("dissonance", "dissonance"),
    "silence": ("silence", "silence"),
}
STRANDS = {
    "survey": ("the survey", "le sondage"),
    "notes": ("the notes", "les notes"),
    "published": ("the figures in print", "les chiffres publiés"),
}
# (meaning, strong): what a strand says of the statement; {s} is the strand.
SAYS = {
    (1, True): ("{s} {bear} it out", "{s} {confirment} l’énoncé"),
    (1, False): ("{s} {lean} towards it, not clearly", "{s} {penchent} en sa faveur, sans le dire nettement"),
    (0, True): ("{s} {are} divided on it", "{s} {sont} {partages} à son sujet"),
    (0, False): ("{s} {say} little and {are} divided on it", "{s} en {disent} peu et {sont} {partages}"),
    (-1, True): ("{s} {contradict} it", "{s} {contredisent} l’énoncé"),
    (-1, False): ("{s} {lean} against it, not clearly", "{s} {penchent} en sa défaveur, sans le dire nettement"),
}
ONE = {
    "bear": "bears", "lean": "leans", "are": "is", "say": "says", "contradict": "contradicts",
    "confirment": "confirme", "penchent": "penche", "sont": "est", "partages": "partagé", "disent": "dit",
    "contredisent": "contredit",
}  # fmt: skip
MANY = {key: key for key in ONE} | {"partages": "partagés"}
MANY_FEMININE = MANY | {"partages": "partagées"}
FORMS = {"survey": ONE, "notes": MANY_FEMININE, "published": MANY}


def reason(facts: Facts, matrix: EvaluationCodebook) -> tuple[str, str]:
    """One sentence: the label, what each strand says with its numbers, who is silent, which groups differ."""
    said = []
    for language in ("en", "fr"):
        clauses = [part(facts, matrix, language) for part in (_strands, _gap, _silent, _groups)]
        label = LABELS[facts.label][language == "fr"]
        said.append(sentence(f"{label}: " + "; ".join(clause for clause in clauses if clause)))
    return said[0], french(said[1])


def result(strand: str, facts: Facts, matrix: EvaluationCodebook, language: str) -> str:
    """What one strand found, for the joint display: numbers first."""
    if strand != "published":
        text = NUMBERS[strand](facts, matrix, language)
        return sentence(text)
    parts = [published_numbers(facts, matrix, language)] if facts.figures.get(language) else []
    words = {
        "en": ("from the survey itself: {}", "for context: {}"),
        "fr": ("tirés du sondage même : {}", "pour contexte : {}"),
    }[language]
    for figures, text in ((facts.echoes, words[0]), (facts.context, words[1])):
        if figures:
            parts.append(text.format(listed(figures[language], language)))
    return sentence("; ".join(parts))


def _strands(facts: Facts, matrix: EvaluationCodebook, language: str) -> str:
    clauses = []
    for strand, (meaning, strong) in facts.readings.items():
        says = SAYS[meaning, strong][language == "fr"].format(s=STRANDS[strand][language == "fr"], **FORMS[strand])
        clauses.append(f"{says} ({NUMBERS[strand](facts, matrix, language)})")
    return ", ".join(clauses)


def survey_numbers(facts: Facts, matrix: EvaluationCodebook, language: str) -> str:
    """`63% of 70 members, 95% interval 51% to 73%, weighted 61%`; a plain list where there are several indicators."""
    who = matrix.respondents[language]
    of, to = {"en": ("of", "to"), "fr": ("de", "à")}[language]
    if len(facts.shares) == 1:
        row = facts.shares[0]
        interval = {"en": "95% interval", "fr": "intervalle à 95 %"}[language].replace(" %", "\u00a0%")
        weighted = {"en": "weighted", "fr": "pondéré"}[language]
        text = f"{percent(row['percent'], language)} {of} {number(row['denominator'], language)} {who}, {interval} "
        if language == "fr":
            text += "de "
        text += f"{percent(row['ci_low'], language)} {to} {percent(row['ci_high'], language)}"
        if pd.isna(row["weighted_percent"]):
            return text
        return f"{text}, {weighted} {percent(row['weighted_percent'], language)}"
    shares = [
        f"{percent(row['percent'], language)} {of} {number(row['denominator'], language)}" for row in facts.shares
    ]
    return f"{listed(shares, language)} {who}"


def notes_numbers(facts: Facts, matrix: EvaluationCodebook, language: str) -> str:
    """`9 notes for, 2 against, 1 with reservations; raised in 12 of 51 notes, from 4 groups`."""
    supports, against, between = facts.sides
    if language == "en":
        sides = f"{counted(supports, 'note', 'notes', 'en')} for, {against} against, {between} with reservations"
        groups = counted(facts.groups, "stakeholder group", "stakeholder groups", "en")
        return f"{sides}, raised in {facts.raised} of {facts.notes} notes from {groups}"
    sides = f"{counted(supports, 'note', 'notes', 'fr')} pour, {against} contre, {between} avec réserves"
    groups = counted(facts.groups, "groupe", "groupes", "fr")
    return f"{sides}, sujet abordé dans {facts.raised} des {facts.notes} notes par {groups}"


def published_numbers(facts: Facts, matrix: EvaluationCodebook, language: str) -> str:
    text = listed(facts.figures[language], language)
    if facts.doubtful:
        doubt = {"en": "{} found inconsistent", "fr": "{} jugé incohérent"}[language]
        text += ", " + doubt.format(listed(facts.doubtful, language))
    return text


NUMBERS = {"survey": survey_numbers, "notes": notes_numbers, "published": published_numbers}


def _gap(facts: Facts, matrix: EvaluationCodebook, language: str) -> str:
    if facts.overclaimed:
        en, fr = (
            "the interviews claim more than the survey shows",
            "les entrevues en disent plus que le sondage n’en montre",
        )
    elif facts.underclaimed:
        en, fr = "the interviews are more reserved than the survey", "les entrevues sont plus réservées que le sondage"
    else:
        return ""
    return en if language == "en" else fr


def _silent(facts: Facts, matrix: EvaluationCodebook, language: str) -> str:
    """Who says nothing, and why; figures in print that only echo the survey, or only give context, are told as such."""
    silent = [one for one in STRANDS if one not in facts.readings and one not in facts.missing]
    clauses = []
    if "published" in silent and (facts.echoes or facts.context):
        silent.remove("published")
        key = "echo" if facts.echoes else "context"
        clauses.append(PRINT[key][language].format(listed((facts.echoes or facts.context)[language], language)))
    for strands, texts in ((silent, NOTHING), (facts.missing, LACKS)):
        if strands:
            names = listed([STRANDS[strand][language == "fr"] for strand in strands], language)
            clauses.append(texts["one" if strands == ["survey"] else "many"][language].format(names))
    return "; ".join(clauses)


PRINT = {
    "echo": {
        "en": "the figures in print ({}) come from the survey and are no second voice",
        "fr": "les chiffres publiés ({}) viennent du sondage et ne sont pas une seconde voix",
    },
    "context": {
        "en": "the figures in print ({}) only give context",
        "fr": "les chiffres publiés ({}) ne donnent que le contexte",
    },
}
NOTHING = {
    "one": {"en": "{} says nothing", "fr": "{} n’en dit rien"},
    "many": {"en": "{} say nothing", "fr": "{} n’en disent rien"},
}
LACKS = {
    "one": {"en": "the study lacks {}", "fr": "{} manque à l’étude"},
    "many": {"en": "the study lacks {}", "fr": "{} manquent à l’étude"},
}


def _groups(facts: Facts, matrix: EvaluationCodebook, language: str) -> str:
    words = {
        "en": (
            "carried across groups and regions",
            "carried by {}",
            "contested or qualified by {}",
            "left unsaid by {}",
        ),
        "fr": (
            "porté dans tous les groupes et régions",
            "porté par {}",
            "contesté ou nuancé par {}",
            "passé sous silence par {}",
        ),
    }[language]
    clauses = []
    if facts.everyone:
        clauses.append(words[0])
    else:
        for groups, text in ((facts.carried, words[1]), (facts.contested, words[2]), (facts.ignored, words[3])):
            if groups:
                clauses.append(text.format(names(groups, matrix, language)))
    return "; ".join(clauses)


def names(groups: list[str], matrix: EvaluationCodebook, language: str) -> str:
    return listed([matrix.name(group, language) for group in groups], language)
