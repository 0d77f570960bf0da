"""What identifies somebody by its shape: addresses of every sort, telephone and other numbers, birth dates, links.

A pattern with a group `it` masks that group only; what stands around it says what it is (`My SIN is`, `born on`).
General knowledge of Canada and its two languages; nothing here is about one study.
"""

# ruff: noqa: E501  (an alternative of a pattern reads best on one line)

import re
from collections.abc import Iterator

_LOCAL = r"[\w.+-]{1,64}"  # as long as the part before the sign may be (RFC 5321): a word without end is read once
_HOST = r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}"
_AT = r"(?:@| @ | ?(?:\[at\]|\(at\)|\{at\}|\(a\)|\[a\]|\(arobase\)|\[arobase\]) ?)"
_DOT = r"(?:\.|\[dot\]|\(dot\)|\(point\)|\[point\])"
_SEP = r"[ .\-–‑/]"

# ---- places of sites and profiles
_TLD = r"(?:com|ca|net|org|io|info|biz|dev|app|co|me|fr|qc|eu|us|uk|tv|ly|be|ee|gg|shop|site|blog|pro|design|studio|online|tech|xyz|example)"
_FILE = r"(?:js|ts|py|pdf|txt|csv|docx?|xlsx?|pptx?)"  # ends names of programs and files: `Node.js/Express`
_GOVERNMENT = (
    r"(?:gc\.ca|canada\.ca|gouv\.[\w.]+|gov(?:\.[a-z]{2})+|quebec\.ca|ontario\.ca|alberta\.ca|novascotia\.ca"
    r"|saskatchewan\.ca|manitoba\.ca|nunavut\.ca|yukon\.ca)"
)
_PUBLIC = (  # sites that are nobody's: governments, and the front pages of what everybody uses
    rf"(?:[\w-]+\.)*(?:{_GOVERNMENT}|(?:google|gmail|outlook|facebook|instagram|linkedin|indeed"
    r"|twitter|youtube|tiktok|github|amazon|wikipedia|zoom|netflix|workopolis|glassdoor)\.[a-z]{2,3})"
)
_NETWORK = (
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|tiktok|twitter|skype|discord|twitch|telegram|reddit|pseudo|handle|user ?name|gamertag"
    r"|nom d['’]utilisateur|identifiant)"
)
_NETWORK_FILLER = r"(?:handle|user ?name|account|compte|pseudo|name|user|there|is|I['’]m|I am|je suis|it['’]s|c['’]est|est|le|at|under|sous|on|sur|as)"

# ---- postal addresses
_STREET = (
    r"street|st|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|crescent|cres|court|crt|highway|hwy|way|trail|"
    r"place|pl|terrace|parkway|pkwy|square|circle|row|close|gate|grove|line|sideroad|concession"
)
_VOIE = (
    r"rue|avenue|av\.|boul\.|boulevard|chemin|ch\.|rang|route|place|montée|côte|allée|impasse|ruelle|croissant|terrasse"
)
_SIDE = r"(?:[ ,]+(?:NE|NW|SE|SW|SO|NO|N|S|E|W|O|North|South|East|West|Nord|Sud|Est|Ouest)\b\.?)?"
_UNITS = r"unit|suite|ste|apt\.?|apartment|room|floor|box|bureau|local|app\.?|appartement|porte|unité|étage|succ\.?"
_UNIT = rf"(?i:(?:{_UNITS}) ?#?\d{{1,5}}[a-z]?,? )?"
_POSTCODE = r"[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d"
_TOWN = r"(?:,? (?:[A-ZÉÈÎ][\w'’.-]+ ?){1,4}(?:,? ?\([A-ZÉ][\w. -]+\)|, [A-Z]{2}\b)?,?)?"  # before a postal code: `, Amos (Québec)`
_AFTER = (  # unit, floor, town and postal code that go on with an address
    rf"(?:,? ?(?i:(?:{_UNITS}) ?#?\d{{1,5}}[a-z]?\b|#\d{{1,5}}\b|\d{{1,2}}(?:st|nd|rd|th|er?|ème) (?:floor|étage)\b|succ(?:\.|ursale) [\w-]+))*(?:{_TOWN},? ?\(?{_POSTCODE}\b)?"
)
_NUMBER = r"(?:\d{1,5}[a-z]?(?: ?- ?\d{1,5})?(?: bis| ter| 1/2)?)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
_ARTICLE = r"(?:(?:de|du|des|la|le|les|aux?|l['’]|d['’]) ?){0,3}"

# ---- dates
_MONTH = (
    r"(?:jan(?:uary|v\.?|vier)?|feb(?:ruary)?|fév(?:rier|r\.?)?|mar(?:ch|s)?|apr(?:il)?|avr(?:il|\.)?|may|mai|june?|juin|"
    r"july?|juil(?:let|\.)?|aug(?:ust)?|août|sept?(?:ember|embre)?|oct(?:ober|obre)?|nov(?:ember|embre)?|"
    r"dec(?:ember)?|déc(?:embre|\.)?)\.?"
)
_YEAR = r"(?:19|20)\d{2}"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|e)?"
_DATE = (
    rf"(?:{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:{_YEAR}|\d{{2}})"
    rf"|(?:the )?{_DAY},? (?:of |de |d')?{_MONTH}(?:,? (?:of |de )?{_YEAR})?"
    rf"|{_MONTH} (?:the )?{_DAY}(?:,? {_YEAR})?|{_MONTH},? (?:of |de )?{_YEAR})(?!\w)"
)
_BORN = (
    r"(?:\bborn\b|\bd\.?o\.?b\b\.?|birth ?(?:date|day)|date of birth|\bnée?s?\b|naissance|anniversaire|\bd\.?d\.?n\b\.?"
    r"|\bb-?day\b|\bb\. |came into (?:this|the) world|\bturn(?:s|ed|ing)? \d{1,2}\b|venue? au monde|vu le jour|\b(?:ma|sa|ta|notre) fête\b"
    r"|\b(?:eu|aurai|aura|ai|a|fêter?|fêté) (?:(?:mes|ses|nos) )?\d{1,2} ans\b(?! d[e'’])"
    r"|\b(?:I|he|she)(?:['’]ll| will) be \d{1,2}\b)"
)  # fmt: skip
_BIRTH_YEAR = (  # what only people have: a college, too, `was born in 1967`
    r"\b(?:(?:I|he|she|who|mom|dad|mother|father|son|daughter|brother|sister|wife|husband)(?: was|['’]m| am| were)? born (?:\w+ )?in"
    r"|(?:je suis|j['’]étais|(?:mère|père|fils|fille|frère|sœur|soeur|conjointe?) est|moi,?|elle est) née? en|year of birth|birth ?year|année de naissance)"
)

# ---- numbers that stand for somebody
_SOCIAL = r"(?:\bS\.?I\.?N\b\.?|\bN\.?A\.?S\b\.?|social insurance|social security|\bSSN\b|assurance[ -]sociale)"
_HOLDER = (
    r"(?:student|employee|staff|worker|member|client|patient|participant|applicant|case|file|claim|account|policy|badge|"
    r"passport|health|medicare|care|treaty|status|band|library|bus|gym|licen[cs]e|plate|permit|card|certificate|visa|"
    r"registration|locker|membership|tenant|apprentice|union|payroll|paie|reference|ref|transit|red seal|sceau rouge|locataire|apprentie?|référence|statut|étudiante?|employée?|membre|cliente?|patiente?|participante?|dossier|carte|matricule|permis|"
    r"passeport|plaque|compte|assurance[ -]maladie|bénéficiaire|assurée?|code permanent|certificat|immatriculation|"
    r"DL|PHN|OHIP|RAMQ|MCP|WSIB|CNESST|UCI|PEN|OEN|IUC|CAQ|NIP|PIN)"
)
_HOLDER_CUT = r"(?:emp|empl|stud|étud|matr|doss|lic|cert|acct|réf|ref|reg|mem)"  # `emp. A-2093`
_COUNT = r"(?:numbers?|numéros?|num\.?|nos?\b\.?|n[o°º]\.?|n°|#|id\b|i\.d\.)"
_FILLER = (
    r"(?:is|was|reads?|for|me|my|the|it|that|they|gave|are|of|card|number|numéro|est|était|c'est|c’est|le|la|de|d'|ma|mon|"
    r"pour|moi|soit|qui|maladie|conduire|étudiante?|employée?|soleil|plate|licen[cs]e|file|id|under|sous|called|says?|said|shows?|showed|dit|disait|porte|portait)"
)
_CODE = (  # letters and digits, or digits alone; groups may be parted
    r"(?=[A-Za-z0-9 \-/]*\d)(?:[A-Z]\d{2}[ -]?[A-Z]{3}\b|[A-Z]{1,4}[ -]?\d[A-Z0-9]*(?:[ -](?=[A-Z]*\d)[A-Z0-9]+)*(?:-[A-Z]{1,2}\b)?"
    r"|[a-z]{1,8}\d{4,}|\d[A-Z0-9]*(?:[ -](?=[A-Z]{0,4}\d|[A-Z]{2,4}\b)[A-Z0-9]+)*(?:-[A-Z]\b)?|[A-Z]{2,4}(?:-[A-Z0-9]+)+"
    r"|[A-Z]{1,5}(?:/\d[A-Z0-9]*)+)"  # `PLC/19/0338`
)
_UNITS_AFTER = (
    r"(?! ?(?:%|\$|dollars?|percent|per cent|pour cent|hours?|heures?|days?|jours?|weeks?|semaines?|months?|mois|years?|ans|"
    r"people|students?|employees?|personnes|étudiants?|employés|places?|euros?|km|times|fois|pages?|minutes?|lines?|lignes?|words|mots|"
    r"clients?|members|membres|cases|dossiers|copies|demandes|applications|litres|kilos?|kg|heads|strong|jobs|emplois)\b)(?! ?[%$])"
)

Shape = tuple[int, int, str]  # (start, end, kind)
KINDS = ["e-mail", "link", "handle", "social insurance", "birth date", "phone", "address", "number"]

PATTERNS: dict[str, list[re.Pattern]] = {
    "e-mail": [
        re.compile(
            rf"{_LOCAL}{_AT}{_HOST}"
            rf"|{_LOCAL}{_AT}[\w-]+(?: ?{_DOT} ?[\w-]+)+"
            rf"|{_LOCAL}(?: dot [\w-]+)* at [\w-]+(?:(?: dot |\.)[\w-]+)* dot [^\W\d_]{{2,}}"
            rf"|{_LOCAL}(?: point [\w-]+)* arobase [\w-]+(?:(?: point |\.)[\w-]+)* (?:point|dot) [^\W\d_]{{2,}}",
            re.IGNORECASE,
        )
    ],
    "link": [
        re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]+[^\s<>()\[\].,;:!?]", re.IGNORECASE),
        re.compile(
            rf"(?<![\w@.-])(?!(?:[\w-]+\.)*{_GOVERNMENT}/)(?:[\w-]+\.)+(?!{_FILE}/)[a-z]{{2,}}/[^\s<>()\[\],;]*[^\s<>()\[\].,;:!?]"
        ),
        re.compile(r"(?i:\blinkedin)\W{1,4}(?P<it>/?in/[\w-]+)|(?<![\w/.])(?P<own>/in/[\w-]+)"),
        re.compile(rf"(?<![\w@.-])(?!(?i:{_PUBLIC})(?![\w-]|\.\w))(?:[A-Z][a-z0-9-]*\.)?(?:[a-z0-9-]+\.)*[a-z0-9-]{{2,}}\.{_TLD}(?![\w-]|\.\w)"),
    ],
    "handle": [
        re.compile(r"(?<![\w.])@[A-Za-z_][\w.]{0,30}\w"),
        re.compile(r"(?<![\w#])[A-Za-z][\w.]{1,31}#\d{4}(?!\w)"),
        re.compile(r"(?<![\w/])/?u/[A-Za-z][\w-]{2,}"),
        # after the name of a network: what no word looks like (`insta is ada_bakes`), or all that a colon brings
        re.compile(
            rf"\b(?i:{_NETWORK})\b(?:[ ,:=]+(?i:{_NETWORK}|{_NETWORK_FILLER})\b)*[ ,:=]+(?P<it>(?:live:)?[A-Za-z](?=[\w.-]*[_\d.][\w-])[\w.-]{{2,30}}\w)"
        ),
        re.compile(rf"\b(?i:{_NETWORK}) ?: ?(?P<it>[a-z][\w.-]{{3,30}})(?=[,;.)]|\s*$)", re.MULTILINE),
    ],
    "social insurance": [
        re.compile(rf"(?i:{_SOCIAL})[^.!?\n\d]{{0,50}}?(?P<it>(?<![\w-])\d(?:[ .\-‑]?\d){{8}}(?![\w-]))"),
    ],
    "birth date": [
        re.compile(rf"(?i:{_BORN})[^.!?;\n\d]{{0,40}}?(?P<it>(?i:{_DATE}))"),
        re.compile(rf"(?:(?i:{_BIRTH_YEAR})|(?:^|[.!?:;«\"] ?)(?:Née?|Born)(?: en| in)) ?:? ?(?:is |was |est )?(?P<it>{_YEAR})\b", re.MULTILINE),
        re.compile(r"(?i:\bd\.?o\.?b\b\.?|\bd\.?d\.?n\b\.?|date of birth|date de naissance)(?: is| est)?[ :]*(?P<it>\d{6}|\d{8})(?!\d)"),
        re.compile(rf"(?i:\bje suis du) (?P<it>(?i:{_DATE})(?<=\d{{4}}))"),
        re.compile(
            rf"(?P<it>(?i:{_DATE}))(?=,? (?:baby|bébé)\b|,? (?:is|was|c'est|c’est|est) (?:(?i:my|her|his|ma|mon|sa|son) (?i:birthday|birth|anniversaire|date de naissance)"
            r"|(?:the day|when|le jour) .{0,12}(?:born|né)))"
        ),
        re.compile(rf"(?P<it>(?i:{_DATE}))(?=[^.!?;\n\d]{{1,25}}\b(?i:date of birth|birth ?date|d\.?o\.?b\b|date de naissance|d\.?d\.?n\b))"),
        re.compile(rf"(?P<it>(?i:{_DATE}))(?=[ ,;/|–—-]{{1,3}}{_SOCIAL})"),  # in a list, before the social insurance number
    ],
    "phone": [
        re.compile(
            rf"(?<![\w.-])(?:\+?\d{{1,3}}{_SEP}? ?)?(?:\(\d{{3}}\) ?-?|\d{{3}}{_SEP})\d{{3}}{_SEP}\d{{4}}"
            r"(?:,? ?(?:x|ext\.?|extension|poste|#) ?\d+)?(?![\w-])"
            r"|(?<![\w.-])\d{3}[-.‑]\d{4}(?:,? ?(?:x|ext\.?|poste) ?\d+)?(?![\w-])"
            rf"|(?<!\w)\+\d{{1,3}}(?:{_SEP}?\d{{1,4}}){{3,5}}(?!\w)"
            r"|(?<![\w.-])0\d(?:[ .]\d{2}){4}(?!\w)|(?<!\w)1?[2-9]\d{9}(?!\w)"
        )
    ],
    "address": [
        re.compile(
            rf"(?<![\w-]){_UNIT}{_NUMBER},? (?:(?:\d+(?:st|nd|rd|th)|St\.|[A-Z][\w'’-]+) ){{1,3}}(?i:{_STREET})\b\.?{_SIDE}{_AFTER}"
            rf"|(?<![\w-]){_NUMBER},? (?i:{_VOIE}) {_ARTICLE}[A-ZÉÈÀÎÔ0-9][\w'’-]*(?: {_ARTICLE}[A-ZÉÈÀ][\w'’-]+){{0,2}}{_SIDE}{_AFTER}"
            rf"|(?<![\w-]){_NUMBER},? \d+(?:e|re|ère|ième) (?i:{_VOIE})\b{_SIDE}{_AFTER}"
            rf"|(?<![\w-])\d{{2,5}} \d{{1,3}}[A-Z]? (?:Street|St|Avenue|Ave)\b\.?{_SIDE}{_AFTER}"
            rf"|(?<![\w-])(?!{_YEAR}\b)\d{{3,5}},? (?:Hwy\.?|Highway|Rte\.?|Range Road|Township Road|County Road) \d{{1,4}}[A-Z]?\b{_SIDE}{_AFTER}"
            rf"|(?<![\w-])\d{{1,2}}e Rang{_SIDE}, ?(?:Saint|Sainte|Ste?|Notre-Dame)-[A-ZÉÈ][\w'’-]+{_AFTER}"
            r"|(?<![\w.,-])\d{1,5} (?!way\b|main\b)[a-z]{3,} (?:street|avenue|ave|blvd|boulevard|crescent)\b(?: (?:north|south|east|west|[nsew]))?\b"
            r"|(?<![\w.,-])(?:\d{1,5},|\d{2,5}) (?:rue|avenue|boul\.?|boulevard|chemin) (?:de la |de |du |des )?(?!(?:par|pour|sans|sur|sous|dans|avec|sont|plus|qui|que)\b)[a-zà-ÿ'’-]{3,}(?: (?:est|ouest|nord|sud))?\b"
            rf"|\b(?:[Gg]eneral [Dd]elivery|[Pp]oste restante){_TOWN},? ?{_POSTCODE}\b"
            rf"|\b(?:[Bb]ox|[Cc]asier) \d{{1,6}}{_TOWN},? ?{_POSTCODE}\b"
            rf"|(?<!\w)R\.?R\.? ?#?\d+(?:,? (?:Site|Box|Stn|Comp\.?|General Delivery) ?#?\d*)*{_AFTER}"
            r"|\b(?:P\.? ?O\.? ?Box|C\.? ?P\.?|[Cc]ase postale|[Bb]oîte postale) \d{1,6}\b(?:,? succ(?:\.|ursale) [A-ZÉ][\w-]+)?"
            rf"{_AFTER}|\b(?:{_POSTCODE}|{_POSTCODE.lower()})\b"
        ),
        re.compile(
            rf"(?i:\b(?:(?:live|lives|lived|living|stay|address is) (?:at|on)?|(?:habite|reste|demeure|vis|vit|loge) (?:au|le)|adresse,? (?:est|c['’]est)(?: le)?)) ?"
            rf"(?P<it>{_NUMBER},? (?!{_WEEKDAY}){_ARTICLE}[A-ZÉÈ][\w'’-]+)"
        ),
    ],
    "number": [
        # named as such: `student number is A0034`, `matricule A-7781`, `health card 1234-567-890-AB`
        re.compile(rf"\b(?i:{_HOLDER}\b|{_HOLDER_CUT}\.)['’]?s?(?:[ ,:(]+(?i:{_COUNT}|{_FILLER}\b)(?:['’]s)?)*[ ,:(#°]*(?P<it>{_CODE})(?!\w){_UNITS_AFTER}"),
        # with words between: `file # with them is F20331`, `dossier porte le numéro F20331`
        re.compile(rf"\b(?i:{_HOLDER})\b(?: [a-zà-ÿ'’]+){{0,3}} (?i:{_COUNT})(?: [a-zà-ÿ'’]+){{0,3}}[ :#]+(?P<it>{_CODE})(?!\w){_UNITS_AFTER}"),
        re.compile(r"\b(?:ID|id|I\.D\.)(?: (?:is|was|number|no\.?))?[ :#]+(?P<it>(?=[A-Za-z]*\d)[A-Za-z]{0,8}\d{4,})(?!\w)"),
        re.compile(rf"\b(?i:{_COUNT})[^.!?;\n\d]{{0,40}}\b(?i:{_HOLDER})\b[^.!?;\n\d]{{0,20}}?(?<![\w-])(?P<it>{_CODE})(?!\w){_UNITS_AFTER}"),
        # a plate, with words between: `your plate, mine's CBX 9921`
        re.compile(r"\b(?i:(?:licen[cs]e )?plates?|plaques?|immatriculation)\b[^.!?\n\d]{0,30}?\b(?P<it>[A-Z]{2,4}[ -]?\d{3,4}|\d{3}[ -]?[A-Z]{3})\b"),
        # by their shape alone
        re.compile(
            r"(?<![\w-])(?:[A-Z]{4} ?\d{4} ?\d{4}|[A-Z]{4}\d{8}|\d{4}[ -]\d{3}[ -]\d{3}(?:[ -][A-Z]{2})?|[A-Z]\d{4}-\d{5,6}-\d{2,5}"
            r"|\d{5}-\d{3}-\d{6,12}|(?:\d{4}[ -]){3}\d{4}|[A-Za-z]{1,4}-?\d{6,}|[A-Z]{2,4}-\d{2,4}-\d{4,}|[A-Z]{2,8}-\d{5,})(?![\w-])"
        ),
    ],
}  # fmt: skip
SPENT = re.compile(
    r"\b(?:paid|pays?|spent|costs?|earned|raised|invested|received|worth|totall?(?:ed|s|ing)|payé|coûté?|dépensé|versé|reçu|investi|totalise)"
    r"(?: (?:out|about|some|over|nearly|almost|up to|environ|près de|plus de|presque))? $",
    re.IGNORECASE,
)
SOCIAL_INSURANCE = re.compile(
    r"(?<![\w.,$-])(\d{3})([ -])(\d{3})\2(\d{3})(?![\w-]|[.,]\d| ?(?:\$|%|dollars?\b|euros?\b|people\b|personnes\b))"
)


def found(text: str, kinds: set[str]) -> Iterator[Shape]:
    """(start, end, kind) of what stands in `text` by its shape, of these kinds; where two overlap, the first counts."""
    return among(shapes(text), kinds)


def among(shapes: list[Shape], kinds: set[str]) -> Iterator[Shape]:
    """The same of the shapes of a text."""
    taken: list[tuple[int, int]] = []
    for start, end, kind in shapes:
        if kind in kinds and not any(a < end and start < b for a, b in taken):
            taken.append((start, end))
            yield start, end, kind


def shapes(text: str) -> list[Shape]:
    """(start, end, kind) of every pattern that fits in `text`, kind by kind; they may overlap."""
    return list(_matching(text))


def _matching(text: str) -> Iterator[Shape]:
    for kind in KINDS:
        for pattern in PATTERNS[kind]:
            for match in pattern.finditer(text):
                start, end = match.span(match.lastgroup or 0)
                if kind != "number" or _stands_for_somebody(text[start:end]):
                    yield start, end, kind
        if kind == "social insurance":
            yield from ((*match.span(), kind) for match in SOCIAL_INSURANCE.finditer(text) if _checks(match))


def _stands_for_somebody(code: str) -> bool:
    """Whether a code is long enough to stand for one person, and no year or round sum."""
    digits = re.sub(r"\D", "", code)
    if re.fullmatch(_YEAR, code) or digits.strip("0") == "":
        return False
    letters = re.sub(r"[\W\d_]", "", code)
    return (
        len(digits) >= 4
        or (len(digits) >= 3 and len(digits + letters) >= 5)
        or (len(digits) == 2 and len(letters) == 4)
    )


def _checks(match: re.Match) -> bool:
    """Whether nine digits in threes have the check digit of a social insurance number (Luhn) and are no sum of money."""
    digits = [int(digit) for digit in match[1] + match[3] + match[4]]
    if match[4] == "000" or SPENT.search(match.string[: match.start()]):
        return False
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits)]
    return sum(doubled) % 10 == 0
