"""Columns that say who somebody is, by their name, their question or what stands in them. A proposal, for a draft."""

import re

import pandas as pd

from pipeline.survey.scales import ordered
from pipeline.survey.tools import Tool, own_name

NAMES = re.compile(
    r"""
    \be-?mails?\b | \bcourriels? | adresse\s(électronique|de\smessagerie|e-?mail) | messagerie\sélectronique
    | ^names?$ | ^(sur|first|last|user)name
    | \b(first|last|full|family|given|middle|your|contact|respondent'?s?|recipient)[\s_-]*names?$
    | what(\sis|['’]s)\syour\s\W?(full\s|first\s|last\s)?name | \bname\sof\sthe\s(respondent|interviewee|participant)
    | ^pr[ée]noms?\b | ^noms?$ | \b(votre|vos)\s(pr[ée])?noms?\b
    | ^noms?\s(de\sfamille|et\spr[ée]noms?|complet|du\sr[ée]pondant|de\sla\spersonne)
    | \bnoms?\s(de\sl['’]|du\s|de\sla\s)?(enqu[êe]t|interview|superviseu|agent|chef|producteu|b[ée]n[ée]ficiaire)
    | \b(enumerator|interviewer|surveyor|supervisor|facilitator|moderator)(\s|_|-|'s|’s)*(name|id)?$
    | ^(enqu[êe]teu(r|se)|enqu[êe]trice|superviseu(r|se)|encuestador[ae]?|entrevistador[ae]?)$
    | \bname\sof\s(the\s)?(enumerator|interviewer|farmer|household|head)
    | \b(su|tu)\snombre\b | \bnombres?\s(y\sapellidos?|completo|del)\b | \bapellidos?\b | \bcorreo\b
    | \btel[ée]fono\b | \bdirecci[óo]n\b | \bc[ée]dula\b | ^dni$
    | \b(tele)?phone\b | phone_?number | t[ée]l[ée]phone | ^(mobile|tel|tél)\.?$
    | \bip[\s_-]?addr | ^ip$ | adresse\sip
    | latitude | longitude | (?<![^\W_])gps(?![^\W_]) | geo(point|location) | ^_.*_(altitude|precision)$ | coordinates\b
    | coordonn[ée]es | (street|home|mailing|postal)\saddress | ^address$ | ^adresse$ | adresse\s(postale|domicile)
    | (postal|zip)[\s_]?code | code\spostal
    | recipient(first|last)name | recipientemail | external(data)?reference
    | date\sof\sbirth | birth\s?date | ^dob$ | date\sde\snaissance
    | social\sinsurance | assurance\ssociale | passport | passeport
    | student\s(number|id)\b | num[ée]ro\sd['’][ée]tudiant
    | ^(creator|editor|auteur|autrice)$ | ^_?(created|edited|modified|updated|submitted|entered|collected)[\s_-]?by$
    | ^(creat|edit|last[\s_-]?edit)ed[\s_-]?user$ | ^(cr[ée]{2}e?|modifi[ée]e?|saisie?|soumise?)\spar$
    | device_?id | ^subscriberid$ | ^simserial$
    """,
    re.VERBOSE | re.IGNORECASE,
)
SOMEBODY = (
    r"(?:\w+[\s_-])?(?:house-?hold|head|respondent|person|people|father|mother|parent|guardian|child|son|daughter|spouse|wife|"
    r"husband|patient|client|user|student|pupil|learner|teacher|tutor|mentor|coach|trainer|worker|nurse|doctor|physician|"
    r"care-?giver|carer|participant|beneficiar|member|farmer|owner|tenant|volunteer|officer|agent|manager|employee|leader|"
    r"chef|m[ée]nage|personne|p[èe]re|m[èe]re|enfant|fils|fille|conjoint|[ée]poux|[ée]pouse|[ée]l[èe]ve|[ée]tudiant|"
    r"enseignant|formateur|formatrice|infirmi|m[ée]decin|aidant|b[ée]n[ée]ficiaire|membre|propri[ée]taire|locataire|b[ée]n[ée]vole|"
    r"responsable|employ[ée]|usag|jef[ea]|hogar|persona|padre|madre|hij[oa]|espos|alumn|estudiante|maestr|docente|paciente|"
    r"usuari|beneficiari|miembro|due[ñn]|agricultor|trabajador|voluntari)\w*"
)
NAME_OF = re.compile(  # the name of somebody, whoever the study is about
    rf"""
    ^\W*(?:\w+[\s_-]){{0,2}}{SOMEBODY}(?:['’]s)?(?:[\s_-]\w+)?[\s_-]names?\W*$
    | \bnames?[\s_-]of[\s_-](?:the[\s_-]|your[\s_-]|a[\s_-])?{SOMEBODY}
    | \bnoms?\s(?:complet\s|et\spr[ée]noms?\s)?(?:de\sla\s|de\sl['’]|du\s|de\svotre\s|des?\s){SOMEBODY}
    | \bnombres?\s(?:completo\s)?(?:del\s|de\sla\s|de\ssu\s){SOMEBODY}
    """,
    re.VERBOSE | re.IGNORECASE,
)
CARD = re.compile(  # asked of a card, a number of it is somebody's; `Are you covered by Medicare?` is a question
    r"""
    \bmedicare\b | \bhealth[\s_-]?(care|insurance)?[\s_-]?(card|number|no|id)\b
    | \b(hcn|phn|ohip|ramq|ssn|mrn)\b | ^(sin|nas|nam)$
    | \b(medical|hospital|patient|client|employee|member)[\s_-]?(record|card|file)?[\s_-]?(number|no|id)\b
    | \bdriver'?s?[\s_-]?licen[cs]e | permis\sde\sconduire | tarjeta\s(sanitaria|de\ssalud)
    | assurance[\s-]maladie | carte\s(d['’]assurance|sant[ée]|soleil)
    | num[ée]ro\sd(e|['’])\s?(dossier|employ|patient|client|membre|carte)
    """,
    re.VERBOSE | re.IGNORECASE,
)
LONG_NUMBER = r"(?=(?:\D*\d){5})[A-Z]{0,4}[\s-]?\d[\d\s-]*[A-Z]{0,2}"
WRITTEN_NAME = r"(?:[^\W\d_][^\W\d_'’.-]*[\s'’.-]*)+"  # words, no digits
MAIL = re.compile(r"\S+@\S+\.\S+")
ADDRESS = re.compile(MAIL.pattern + r"|\b\d{1,3}(?:\.\d{1,3}){3}\b")  # e-mail, network
PLACE = re.compile(r"^\s*-?\d{1,3}\.\d{3,}[\s,;]+-?\d{1,3}\.\d{3,}(?:\s|,|$)")  # latitude and longitude
PHONE = re.compile(r"^\s*\+?\d?[\s.(-]*\d{3}[\s.)-]+\d{3}[\s.-]?\d{4}\s*$")
OPEN_FROM = 40  # mean characters from which a text is taken for an open answer, which goes through the de-identifier


def _box(given: pd.Series, question: str) -> bool:
    """Whether a column is one box to tick (`How may we reach you? - Phone`): all its cells say 1, or the choice."""
    distinct = {text.strip().casefold() for text in given}
    return len(given) > 1 and (distinct <= {"0", "1"} or (len(distinct) == 1 and distinct.pop() in question.casefold()))


def is_personal(name: str, question: str, texts: pd.Series, tool: Tool | None) -> bool:
    """Does the column identify people? `texts`: its cells, blank where there is nothing."""
    last = re.split(r"[/.]", name)[-1]
    if tool and own_name(name) in tool.personal:
        return True
    given = texts[texts.str.strip().ne("")]
    if not given.empty and ordered(given.str.strip().unique(), len(given)):  # `How often? - Phone`: Never, Often
        return False
    written = {name, last, question, question.split(" / ")[0]} - {""}
    if not _box(given, question) and any(NAMES.search(text.strip(" ?:*")) for text in written):
        return True
    if any(NAME_OF.search(text) for text in (name, question)) and given.str.fullmatch(WRITTEN_NAME).mean() > 0.5:
        return True
    if given.empty or given.str.len().mean() >= OPEN_FROM:
        return False
    if any(CARD.search(text) for text in written) and given.str.strip().str.fullmatch(LONG_NUMBER).mean() > 0.5:
        return True
    if name.casefold() in ("x", "y") and given.str.fullmatch(r"\s*-?\d{1,3}\.\d{2,}\s*").all():  # of a map
        return True
    return bool(
        given.str.contains(ADDRESS).any() or given.str.contains(PLACE).any() or given.str.match(PHONE).mean() > 0.5
    )
