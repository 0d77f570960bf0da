"""What can be said of a capitalised run and of the words around it: the features by which name_model.py knows a name.

Every feature is a word or two that is true of the run or not; what each is worth is fitted (bench/names_training.py),
not written here. Regular expressions look at the text before the run (to its end) or after it (from its start).
"""
# ruff: noqa: E501  (a list of words reads best on one line)

import re

from pipeline.notes.lexicon import Lexicon, plain, word_list
from pipeline.notes.tokens import Word

NEAR = 60  # characters before and after a run that its features look at

BEFORE = {
    "introduced": r"\b(?:i'm|i am|my name is|name's|this is|moi,? c[’']est|je m[’']appelle|mon nom est|je suis|ici)\s+$",
    "spoken to": r"\b(?:told|tell|ask(?:ed)?|met|hired|thanks?|thank you|invited|hi|hello|hey|say hi to|dear|merci|bonjour"
    r"|salut|engagé|appel(?:ez|é|le)|demand(?:ez|é|e) à|called|call|text(?:ed|ez)?|phoned|e-?mailed|écri(?:re|s|vez) à"
    r"|croisé|rencontré|parlé (?:à|avec)|paid|helped|trained|saw|knew|owe|let|aidé|formé|payé)\s+$",
    "named": r"(?:\bnamed|\bcalled?|\bcalls?|nick(?:name|named)|\bcall (?:me|him|her|them)|\bcalls me|(?:s|m|l)[’']appelle"
    r"|surnommée?|\bdite?|de son vrai nom|for short|known as|\bsigné?e?d?|just) ?:?\s+$",
    "with": r"\b(?:with|avec|by|par|without|sans|besides|like|comme|but|sauf|que|between|entre|beside)\s+$",
    "thanks to": r"\b(?:thanks to|according to|because of|grâce à|d[’']après|selon|à cause de|merci à|à part|reported to|owe it to)\s+$",
    "at": r"\b(?:at|chez|joined|works? for|worked for|working for|employer,?|studied at|étudi[ée]s? à|travaill\w+ pour"
    r"|landlord,|supplier,|from|bought by|subsidiary of)\s+$",
    "in": r"\b(?:in|near|around|outside|past|across|towards?|(?:east|west|north|south) of|downtown|vers|près de|à|au|aux"
    r"|sorti de|arrivée? de|vien[st] de|venait de|autour de|entre|région de|ville de|moved? to|moving to|commut\w+ from"
    r"|flew to|drove to|live[sd]? (?:in|on)|out of|grew up in|grandi à|déménagé à|habite(?:nt)? à|vit à|born in|way from"
    r"|the (?:bus|ferry|train|road) (?:from|to)|far from|loin de)\s+$",
    "from to": r"\b(?:from|to|of)\s+$",
    "of": r"(?:\bde |\bd[’'])$",
    "elided": r"(?<!\w)[ld][’']$",
    "articled": r"(?i:\b(?:the|an?|this|that|le|la|les|un|une|des|du|ce|cette|au|aux|l[’'])\s*)$",
    "possessed": r"\b(?:my|your|our|his|her|their|mon|ma|mes|ton|ta|notre|nos|votre|vos|son|sa|leur|leurs)\s+$",
    "counted": r"(?:\d|\b(?:two|three|both|some|every|any|no|deux|trois|chaque|aucune?|toute?s?))\s+$",
    "after name": r"[A-ZÀ-Þ][\w’'-]+ (?:and|et|&|or|ou|pis|puis|ni) $",
    "after named list": r"[A-ZÀ-Þ][\w’'-]+, $",
    "comma before": r", $",
    "joined before": r"\b(?:and|et|or|ou|pis|puis|but|mais|then|so)\s+$",
    "quoted": r"[\"«“‘(] ?$",
    "colon before": r": $",
    "quoted as called": r"\b(?:was|am|are|is|i['’]m|called|known as|go(?:es)? by|went by|nicknamed|étais|suis|est|étai[st]|c[’']est|surnommée?|dite?"
    r"|appel\w+) [\"“«‘(] ?$",
    "listed again": r"[A-ZÀ-Þ][\w’'-]+,? (?:and |et |ou |or )?(?:à|de|avec|chez|pour|with|to|for|from) $",
    "name then quote": r"[A-ZÀ-Þ][\w’'-]+ [\"“«(‘'] ?$",
    "hyphen word": r"[-–]\s*$",
    "takes a course": r"\b(?:took|take|taking|studied|suivi|read|lu|know|knew|learn(?:ed|t)?|appris|use[ds]?|using|utilise\w*"
    r"|speak|spoken|filled (?:in|out)|rempli\w*|complete)\s+$",
    "shown": r"\b(?:painted|posted|written|écrit|peint|marked|titled|labelled|under|sous|section|part|partie|phase|plan|module"
    r"|class|cours|course|profil|option)\s+$",
    "hired by": r"\b(?:applied (?:to|at|with)|postulé (?:chez|à|au)|(?:offer|job|placement|stage|poste|emploi|offre) (?:from|with|at|chez|de|à|au)"
    r"|(?:bank|client|union|employer|supplier|banque|cliente?|syndicat|employeur|fournisseur)(?:,| is| was| est| c[’']est)|hired by|engagée? (?:par|chez)"
    r"|(?:teaches|enseigne|prof|nurse|clerk|commis|driver|volunteer(?:ed)?|bénévole|manager|cook) (?:at|for|au|à|à la|chez)) (?:the |la |le |l[’'])?$",
    "place of": r"\b(?:mayor|mayoress|people|folks|campus|plant|office|bus|ferry|town|city|village|reserve|region|north|south|east|west|mairesse?|gens"
    r"|monde|usine|bureau|autobus|traversier|ville|région|loyers?|rents?|chief|road|route|bout|nord|sud|est|ouest) (?:of|in|from|to|de|d[’']|à|du|des) ?$",
    "clause before": r"\b(?:that|when|where|because|if|while|que|quand|parce que|si|where|and then|puis)\s+$",
}
AFTER = {
    "comma after": r",",
    "stop after": r"[.!?;]",
    "possessive": r"['’]s?\b(?! ?\w*[A-Z]{3})",
    "colon after": r" ?:",
    "called": r"[,!?]",
    "goes on with name": r",? (?:and|et|&|or|ou|pis|puis) [A-ZÀ-Þ]|, [A-ZÀ-Þ]",
    "person apposed": r"(?:,| [–—-]| \() ?(?:(?:my|our|your|his|her|their|mon|ma|notre|nos|votre|son|sa|leur) |(?:she|he|who|elle|il|qui|lui)\b)",
    "thing apposed": r", (?:an?|the|une?|le|la|les) (?:\w+ ){0,3}\w+",
    "relative": r",? (?:who|qui|he|she|elle|il|says?|said|dit)\b",
    "pronoun later": r"[^.!?]{0,80}[.!?;,] (?:she|he|elle|il|she's|he's|her|his|him|lui)\b",
    "person verb": r" (?:said|says|told|tells|phoned|called|asked|asks|thought|knows?|wrote|walked|retired|smiled|laughed|quit|left"
    r"|helped|signed|showed|drove|trained|taught|ran|came|went|was (?:great|kind|the)|has been|had|came|never|got|lost|lives?"
    r"|runs|keeps|covers|sews|dit|disait|pense|raconte|répond|rit|parle|travaille|m[’']a|nous a|lui|leur|a (?:signé|refusé|quitté"
    r"|formé|aidé|appelé)|tient|gère|conduit|livre|est (?:arrivée?|partie?)|ont|connaît|étudie)\b",
    "organisation verb": r" (?:hires?|hired|pays?|paid|outbid|folded|closed|recruits?|embauche|engage|recrute|paie|a fermé|cherche\w*|opened|merged|makes|turned)\b",
    "firm does": r" (?:takes?|took|sends?|sent us|gave|cuts?|wouldn[’']t|won[’']t|has its|is hiring|never|trains|needs|lost|offered|laid|buys|sold|matched"
    r"|en a pris|prend|prennent|envoie|a (?:coupé|perdu|payé|acheté|envoyé|pris|fait faillite)|ne (?:voulait|veut|prend|paie)|forme|offre|nous envoie|a un programme)\b",
    "place noun": r" (?:people|folks|campus|office|area|region|winters?|rents?|salary|salaries|market|plant|mill|branch|residents?|airport|hospital|road)\b",
    "verb to be": r" (?:is|was|are|were|est|était|sont|étaient)\b",
    "infinitive": r" (?:to|for|the|a|an|up|in|le|la|les|des|un|une|du|de)\b",
    "of after": r" (?:of|de|du|des|d[’']|for|in|pour|en)\b",
    "noun after": r" (?:was|were|is|are)? ?(?:painted|peints?|required|exigés?|on the wall|au mur)",
    "legal form": r",? (?:inc|ltd|ltée|llc|llp|corp|enr|co)\b",
    "number after": r" ?(?:\d|[IVX]+\b)",
    "bracket after": r" \(",
    "dash after": r" [–—-] ",
    "quote then name": r" ?[\"”»)’'],? [A-ZÀ-Þ]",
    "of a department": r",? (?:from|in|over in|des|du|de la|de l['’]|aux?|à la) (?:the )?[a-zà-ÿ]+(?:[ -][a-zà-ÿ]+)?(?:,| who\b| qui\b)",
    "and me": r"(?:,? [A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?,?){0,3},? (?:and|et|pis|&|with|avec) (?:I|me|moi|myself)\b",
}
_BEFORE = {name: re.compile(pattern, re.IGNORECASE if "A-Z" not in pattern else 0) for name, pattern in BEFORE.items()}
_AFTER = {name: re.compile(pattern, re.IGNORECASE if "A-Z" not in pattern else 0) for name, pattern in AFTER.items()}
LISTS = {
    "organisation head": "organisation_heads", "place head": "place_heads", "generic": "generic_words",
    "person noun": "person_nouns", "direction": "directions", "acronym": "acronyms", "opener": "openers",
}  # fmt: skip
NOUN_BEFORE = re.compile(r"([^\W\d_]+),? $")
APPOSED = re.compile(r",(?: [^\W\d_]+){1,4}")


def around(text: str, start: int, end: int) -> set[str]:
    """Features of the text before `start` and after `end`."""
    before, after = text[max(0, start - NEAR) : start], text[end : end + 2 * NEAR]
    found = {name for name, pattern in _BEFORE.items() if pattern.search(before)}
    found |= {name for name, pattern in _AFTER.items() if pattern.match(after)}
    if not text[:start].strip(" \"'«“‘"):
        found.add("opens turn")
    if noun := NOUN_BEFORE.search(before):
        found |= {"person noun before"} if plain(noun[1]) in word_list("person_nouns") else set()
        found |= {"title before"} if _title(noun[1]) else set()
    if re.search(r"\b(?:[Mm]r?s?|[Dd]r|[Pp]rof|[Mm]me|[Mm]lle|[Ss]t|[Rr]ev)\.? $", before):
        found.add("title before")
    apposed = APPOSED.match(after)
    if apposed and {plain(word) for word in apposed[0].replace(",", " ").split()} & word_list("person_nouns"):
        found.add("person noun after")
    return found


def _title(word: str) -> bool:
    return plain(word) in word_list("titles")


def own(run: list[Word], known: Lexicon) -> set[str]:
    """Features of the words of a run themselves."""
    texts = [word.text for word in run]
    low = [plain(text) for text in texts]
    capitals = [text for text in texts if text[:1].isupper()]
    kinds = [known.kind(text.split(". ")[-1]) for text in texts]
    whole = " ".join(texts)
    found = {f"{min(len(capitals), 4)} words", f"first is {kinds[0]}", f"last is {kinds[-1]}"}
    if len(run) > 1:
        found |= {"all ordinary"} if all(kind == "word" for kind in kinds) else set()
        found |= {"small word inside"} if any(text.islower() for text in texts[1:]) else set()
    for where, one in (("first", low[0]), ("last", low[-1])):
        if one in known.leanings:
            found.add(f"{where} leans {known.leanings[one]}")
    found |= {"a first name"} if known.first_name(low[0]) else set()
    found |= {"a family name"} if known.family_name(low[-1]) else set()
    found |= {"all names"} if len(kinds) > 1 and set(kinds) == {"name"} else set()
    found |= {"last a first name"} if len(run) > 1 and known.first_name(low[-1]) else set()
    found |= {"on the map"} if whole in known.places else set()
    found |= (
        {"ends like a word"}
        if re.search(r"(?:ly|ment|ing|ed|er|ir|tion|té|ance|ence|age|ity|ness|ship|ism)$", low[-1])
        else set()
    )
    for name, words in LISTS.items():
        members = word_list(words)
        for where, one in (("first", low[0]), ("last", low[-1])):
            if one in members or (one.removesuffix("s") in members and name != "opener"):
                found.add(f"{name} {where}")
    found |= {"all capitals"} if whole.isupper() and len(whole) > 1 else set()
    found |= {"inner capital"} if any(re.search(r"[a-zà-ÿ][A-ZÀ-Þ]", text) for text in texts) else set()
    found |= {"hyphen"} if any("-" in text for text in texts) else set()
    found |= (
        {"initial"}
        if any(re.fullmatch(r"(?:[A-ZÀ-Þ]\.?-?)+", text.replace(" ", "")) and len(text) < 5 for text in texts)
        else set()
    )
    found |= {"has a digit"} if any(character.isdigit() for character in whole) else set()
    found |= (
        {"letters of few languages"}
        if re.search(r"[ʔʷəθɬŋłχʼ\u0300-\u036f7]", whole) and not whole.isdigit()
        else set()
    )
    return found | {f"{len(whole)} letters"} if len(whole) < 4 else found
