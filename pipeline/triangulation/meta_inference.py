"""What may be written about a finding, in both languages, given its label, standing, groups and robustness."""

from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.facts import Facts
from pipeline.triangulation.sentences import names
from pipeline.triangulation.wording import french, percent, sentence


def sentence_pair(facts: Facts, matrix: EvaluationCodebook) -> tuple[str, str]:
    """What may be written, given the label, the standing, the groups and how robust the reading is."""
    en, fr = MAY_BE_SAID[facts.label, facts.standing]
    if facts.label == "silence":
        en, fr = ALONE[_alone(facts), facts.standing]
    parts = [(en, fr)]
    if facts.overclaimed and facts.label in ("dissonance", "partial agreement"):
        parts.append(
            (
                "report what the interviews tell as experience, not as extent",
                "présenter ce que racontent les entrevues comme une expérience, non comme une ampleur",
            )
        )
    if facts.contested:
        parts.append(
            (
                f"name the reservations of {names(facts.contested, matrix, 'en')}",
                f"nommer les réserves ({names(facts.contested, matrix, 'fr')})",
            )
        )
    if facts.robustness < FRAGILE:
        parts.append(
            (
                f"the reading is fragile: it survives {percent(100 * facts.robustness, 'en')} of the checks",
                f"la lecture est fragile : elle résiste à {percent(100 * facts.robustness, 'fr')} des vérifications",
            )
        )
    return sentence("; ".join(one for one, _ in parts)), french(sentence("; ".join(one for _, one in parts)))


FRAGILE = 0.8

MAY_BE_SAID = {
    ("agreement", 1): (
        "it can be stated: independent strands bear it out",
        "on peut l’affirmer : des volets indépendants le confirment",
    ),
    ("agreement", 0): (
        "the strands agree that the picture is mixed: state both sides",
        "les volets s’accordent sur un portrait partagé : présenter les deux côtés",
    ),
    ("agreement", -1): (
        "it cannot be stated in these words: independent strands contradict it",
        "on ne peut l’affirmer en ces termes : des volets indépendants le contredisent",
    ),
    ("partial agreement", 1): (
        "it can be stated with care: no strand contradicts it, but not all are clear",
        "on peut l’affirmer avec prudence : aucun volet ne le contredit, mais tous ne sont pas clairs",
    ),
    ("partial agreement", 0): (
        "state both sides: the strands point different ways, though not all clearly",
        "présenter les deux côtés : les volets divergent, mais pas tous clairement",
    ),
    ("partial agreement", -1): (
        "it can hardly be stated: no strand bears it out, though not all are clear",
        "on peut difficilement l’affirmer : aucun volet ne le confirme, mais tous ne sont pas clairs",
    ),
    ("dissonance", 0): (
        "do not state it without its contradiction, and ask why the strands differ",
        "ne pas l’affirmer sans sa contradiction, et chercher pourquoi les volets diffèrent",
    ),
    ("silence", 1): ("", ""),
    ("silence", 0): ("", ""),
    ("silence", -1): ("", ""),
}
ALONE = {
    ("notes", 1): (
        "it rests on the interviews alone: it says what people tell, not how common it is",
        "il repose sur les seules entrevues : il dit ce que les gens racontent, non à quel point c’est répandu",
    ),
    ("notes", 0): (
        "only the interviews speak, and they are divided: state both sides",
        "seules les entrevues se prononcent, et elles sont partagées : présenter les deux côtés",
    ),
    ("notes", -1): (
        "only the interviews speak, and they contradict it",
        "seules les entrevues se prononcent, et elles le contredisent",
    ),
    ("survey", 1): (
        "it rests on the survey alone: nobody interviewed explains it",
        "il repose sur le seul sondage : aucune entrevue ne l’explique",
    ),
    ("survey", 0): ("only the survey speaks, and it is divided", "seul le sondage se prononce, et il est partagé"),
    ("survey", -1): (
        "only the survey speaks, and it contradicts it",
        "seul le sondage se prononce, et il le contredit",
    ),
    ("published", 1): (
        "it rests on figures in print alone, which this study cannot recompute",
        "il repose sur les seuls chiffres publiés, que cette étude ne peut recalculer",
    ),
    ("published", 0): (
        "only figures in print speak, and they differ",
        "seuls les chiffres publiés se prononcent, et ils diffèrent",
    ),
    ("published", -1): (
        "only figures in print speak, and they contradict it",
        "seuls les chiffres publiés se prononcent, et ils le contredisent",
    ),
    ("none", 0): (
        "no strand speaks to it: nothing can be stated",
        "aucun volet ne se prononce : rien ne peut être affirmé",
    ),
}


def _alone(facts: Facts) -> str:
    return next(iter(facts.readings), "none")
