"""Why a finding stands where it stands, in both languages: what each line says with its numbers, and what is wrong."""

from pipeline.language import counted as counted_words
from pipeline.language import listed, number, percent, sentence, spaced
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.facts import Facts
from pipeline.triangulation.rule.evidence import CountItem, DifferenceItem, MeanItem, NotesItem, ShareItem
from pipeline.triangulation.rule.lines import Line, Read
from pipeline.triangulation.rule.notes import counted
from pipeline.triangulation.rule.reading import Reading, Strength

LINES = {
    "survey": ("the survey", "le sondage"),
    "notes": ("the interviews", "les entrevues"),
    "documents": ("the documents", "les documents"),
    "admin": ("the administrative data", "les données administratives"),
    "print": ("figures of other studies", "des chiffres d’autres études"),
    "open answers": ("the open answers", "les réponses ouvertes"),
}
STANDINGS = {
    "well supported": ("well supported", "bien étayé"),
    "supported with reservations": ("supported with reservations", "étayé avec réserves"),
    "divided": ("divided", "partagé"),
    "not supported": ("not supported", "non étayé"),
    "contradicted": ("contradicted", "contredit"),
    "not yet due": ("not yet due", "pas encore échu"),
    "not enough evidence": ("not enough evidence", "données insuffisantes"),
}
GRADES = {
    "high": ("high confidence", "confiance élevée"),
    "moderate": ("moderate confidence", "confiance modérée"),
    "low": ("low confidence", "confiance faible"),
    "very low": ("very low confidence", "confiance très faible"),
}
REASONS = {
    "methodological limitations": ("limitations of method", "limites de méthode"),
    "adequacy: thin": ("thin or not firm", "mince ou pas ferme"),
    "relevance": (
        "not quite those concerned, or another period", "pas tout à fait les personnes visées, ou autre période"
    ),
    "machine": ("mostly coded by the machine", "codé surtout par la machine"),
    "interest": (
        "outsiders alone do not say it clearly",
        "les personnes sans intérêt ne le disent pas clairement à elles seules",
    ),
    "one-sided": ("the code knows one direction only", "le code ne connaît qu’un sens"),
    "one line only": ("one line of evidence only", "une seule source"),
    "coherence": (
        "another line is divided or leans the other way", "une autre source est partagée ou penche à l’inverse"
    ),
    "raised": (
        "raised: lines agree, or people speak against their interest",
        "relevé : sources concordantes, ou propos contraires à l’intérêt",
    ),
}  # fmt: skip
CHECKS = {
    "without each note": ("one note left out", "une note de moins"),
    "without each group": ("one group left out", "un groupe de moins"),
    "without each region": ("one region left out", "une région de moins"),
    "without each indicator": ("one indicator left out", "un indicateur de moins"),
    "one coder's codings": ("one coder's codings alone", "les codages d’une seule personne"),
    "weights left out": ("weights left out", "sans pondération"),
}
MEANS = {
    "for": ("for", "pour"), "against": ("against", "contre"), "divided": ("divided", "partagé"),
    "silent": ("silent", "sans réponse"),
}  # fmt: skip
STRENGTHS = {
    Strength.UNCLEAR: ("unclear", "incertain"),
    Strength.CLEAR: ("clear", "net"),
    Strength.FIRM: ("firm", "ferme"),
}
WHY = {
    "few notes or groups": ("few notes or groups", "peu de notes ou de groupes"),
    "only interested parties": ("only interested parties speak", "seules des parties intéressées se prononcent"),
    "outsiders lean the other way": (
        "those without an interest lean the other way", "les personnes sans intérêt penchent à l’inverse"
    ),
    "base too small": ("the base is too small", "la base est trop petite"),
    "not yet due": ("not yet due", "pas encore échu"),
    "few documents or authors": ("few documents or authors", "peu de documents ou d’auteurs"),
    "restates the line it came from": ("it restates its own source", "reprise de sa propre source"),
    "no base": ("no base is given", "aucune base n’est donnée"),
}  # fmt: skip
IN_PART = ("in part", "en partie")


def reason(fact: Facts, matrix: EvaluationCodebook) -> tuple[str, str]:
    """One sentence: standing, confidence with its reasons, what each line says, who could have said and did not."""
    said = []
    for language in ("en", "fr"):
        fr = language == "fr"
        judged = fact.judgement
        head = STANDINGS[judged.standing][fr]
        if judged.confidence.grade:
            why = listed([_reason_words(one.text, fr) for one in judged.confidence.reasons], language)
            head += ", " + GRADES[judged.confidence.grade][fr] + (f" ({why})" if why else "")
        clauses = [_line(line, fact, matrix, language) for line in judged.lines]
        if judged.silent:
            names = listed([LINES[name][fr] for name in judged.silent], language)
            clauses.append(f"aucune réponse directe : {names}" if fr else f"no direct answer from {names}")
        clauses += _groups(fact, matrix, language)
        if fact.one_sided:
            clauses.append(_one_sided(fact, language))
        said.append(sentence(f"{head}: " + "; ".join(clauses) if clauses else head))
    return said[0], spaced(said[1], "fr")


def _reason_words(text: str, fr: bool) -> str:
    if text.startswith("fragile: "):
        name = text.removeprefix("fragile: ")
        return ("fragile : " if fr else "fragile: ") + CHECKS.get(name, (name, name))[fr]
    return REASONS[text][fr]


def _line(line: Line, fact: Facts, matrix: EvaluationCodebook, language: str) -> str:
    fr = language == "fr"
    name = LINES[line.name][fr] + (f" ({IN_PART[fr]})" if line.bearing == "part" else "")
    numbers = "; ".join(filter(None, (item_numbers(one, matrix, language) for one in line.items)))
    says = reading_words(line.reading, language)
    return f"{name}{' : ' if fr else ': '}{says}" + (f" ({numbers})" if numbers else "")


def reading_words(reading: Reading, language: str) -> str:
    """`for with reservations, clear`; `silent: only interested parties speak`."""
    fr = language == "fr"
    words = MEANS[reading.meaning][fr]
    if reading.reserved:
        words += " avec réserves" if fr else " with reservations"
    if reading.speaks:
        words += ", " + STRENGTHS[reading.strength][fr]
    if reading.why:
        words += ", " + WHY[reading.why][fr]
    return words


def item_numbers(one: Read, matrix: EvaluationCodebook, language: str) -> str:
    """What stands behind the reading of one item, in numbers."""
    item, fr = one.item, language == "fr"
    if isinstance(item, ShareItem):
        people = matrix.respondents[language] if item.line == "survey" else ""
        base = number(item.respondents if item.respondents is not None else item.base, language)
        return f"{percent(100 * item.share, language)} {'de' if fr else 'of'} {base} {people}".rstrip()
    if isinstance(item, MeanItem):
        return number(item.mean, language, 1)
    if isinstance(item, DifferenceItem):
        shares = [percent(100 * share, language) for share in (item.share1, item.share2)]
        return f"{shares[0]} {'contre' if fr else 'against'} {shares[1]}"
    if isinstance(item, CountItem):
        return percent(100 * item.value, language, 1) if item.is_share else number(item.value, language)
    if isinstance(item, NotesItem):
        tally = counted(item.people, item.machine, item.right, item.found)
        whole = all(float(one).is_integer() for one in tally)
        sides = [number(one, language, 0 if whole else 1) for one in tally]
        if fr:
            return f"{sides[0]} pour, {sides[1]} avec réserves, {sides[2]} contre"
        return f"{sides[0]} for, {sides[1]} with reservations, {sides[2]} against"
    return ""


def _groups(fact: Facts, matrix: EvaluationCodebook, language: str) -> list[str]:
    """Stakeholder groups and regions are two lists, never one sentence."""
    words = {
        "carries": ("carried by {}", "porté par {}"),
        "contests": ("contested by {}", "contesté par {}"),
        "qualifies": ("qualified by {}", "nuancé par {}"),
        "silent": ("left unsaid by {}", "passé sous silence par {}"),
    }
    clauses = []
    for kind in ("stakeholder", "region"):
        for position, text in words.items():
            held = [_marked(one, matrix, language) for one in fact.held(position, kind)]
            if held:
                clauses.append(text[language == "fr"].format(listed(held, language)))
    return clauses


def _marked(group: str, matrix: EvaluationCodebook, language: str) -> str:
    mark = {"en": " (interested)", "fr": " (partie intéressée)"}[language] if group in matrix.interested else ""
    return matrix.name(group, language) + mark


def _one_sided(fact: Facts, language: str) -> str:
    raised, of = number(fact.said.speak, language), number(fact.notes_read, language)
    searched = number(fact.searched, language)
    if language == "fr":
        text = f"soulevé dans {raised} des {of} notes; le code n’aurait pu compter contre l’énoncé"
        return text + (f"; {searched} passages proches lus, {fact.accepted} retenus" if fact.searched else "")
    text = f"raised in {raised} of {of} notes; the code could not have counted against it"
    return text + (f"; {searched} near passages read, {fact.accepted} accepted" if fact.searched else "")


def breaks(fact: Facts, language: str) -> str | None:
    """What the weakest check leaves of the standing; None where every check keeps it."""
    if fact.check is None or fact.check.kept == 1:
        return None
    fr = language == "fr"
    name, kept = CHECKS[fact.check.name][fr], percent(100 * fact.check.kept, language)
    runs = counted_words(fact.check.runs or 0, "run", "runs", "en") if not fr else ""
    if fr:
        return spaced(sentence(f"vérification la plus faible : {name}, {kept} des {fact.check.runs} essais"), "fr")
    return sentence(f"weakest check: {name}, the standing holds in {kept} of {runs}")
