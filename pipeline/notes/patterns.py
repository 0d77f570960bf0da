"""What identifies somebody by its shape alone: addresses of every sort, telephone numbers, handles, links."""

import re

_HOST = r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}"
_AT = r"(?:@| @ | ?(?:\[at\]|\(at\)|\{at\}|\(a\)|\[a\]|\(arobase\)|\[arobase\]) ?)"
_DOT = r"(?:\.|\[dot\]|\(dot\)|\(point\)|\[point\])"
_SEP = r"[ .\-–‑/]"
_STREET = (
    r"street|st|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|crescent|cres|court|crt|highway|hwy|way|trail|"
    r"place|pl|terrace|parkway|pkwy|square|circle|row"
)
_SIDE = r"(?:[ ,]+(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West|Nord|Sud|Est|Ouest)\b\.?)?"
_UNIT = r"(?:(?i:unit|suite|apt\.?|apartment|floor|bureau|local|app\.?|porte) ?#?\d{1,5}[a-z]?,? )?"

PATTERNS = {
    "e-mail": re.compile(
        rf"[\w.+-]+{_AT}{_HOST}"
        rf"|[\w.+-]+{_AT}[\w-]+(?: ?{_DOT} ?[\w-]+)+"
        r"|[\w.+-]+(?: dot [\w-]+)* at [\w-]+(?:(?: dot |\.)[\w-]+)* dot [^\W\d_]{2,}"
        r"|[\w.+-]+(?: point [\w-]+)* arobase [\w-]+(?:(?: point |\.)[\w-]+)* (?:point|dot) [^\W\d_]{2,}",
        re.IGNORECASE,
    ),
    "link": re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]+[^\s<>()\[\].,;:!?]", re.IGNORECASE),
    "handle": re.compile(r"(?<![\w.])@[A-Za-z_][\w.]{0,30}\w"),
    "phone": re.compile(
        rf"(?<![\w.-])(?:\+?\d{{1,3}}{_SEP}? ?)?(?:\(\d{{3}}\) ?-?|\d{{3}}{_SEP})\d{{3}}{_SEP}\d{{4}}"
        r"(?:,? ?(?:x|ext\.?|extension|poste|#) ?\d+)?(?![\w-])"
        r"|(?<![\w.-])\d{3}[-.‑]\d{4}(?:,? ?(?:x|ext\.?|poste) ?\d+)?(?![\w-])"
        rf"|(?<!\w)\+\d{{1,3}}(?:{_SEP}?\d{{1,4}}){{3,5}}(?!\w)"
        r"|(?<![\w.-])0\d(?:[ .]\d{2}){4}(?!\w)|(?<!\w)1?[2-9]\d{9}(?!\w)"
    ),
    "address": re.compile(
        rf"(?<!\w){_UNIT}\d{{1,5}}[a-z]? (?:(?:\d+(?:st|nd|rd|th)|[A-Z][\w'’-]+) ){{1,3}}(?i:{_STREET})\b\.?{_SIDE}"
        r"|(?<!\w)\d{1,5},? (?i:rue|avenue|av\.|boul\.|boulevard|chemin|ch\.|rang|route|place|montée|côte|allée) "
        rf"(?:(?:de|du|des|la|le|les|l['’]|d['’]) ?){{0,3}}[A-ZÉÈÀÎÔ0-9][\w'’-]*(?: [A-ZÉÈÀ][\w'’-]+){{0,2}}{_SIDE}"
        r"|\b[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d\b"
        r"|\b(?:P\.? ?O\.? ?Box|C\.? ?P\.?|[Cc]ase postale|[Bb]oîte postale) \d{1,6}\b"
    ),
}  # fmt: skip
