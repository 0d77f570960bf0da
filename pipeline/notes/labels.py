"""Speaker labels: what they may look like, which are usual for which side, which of two written forms are one person.

Words are in labels.toml. Nothing here decides over a whole note; `labelled` does.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA

from pipeline.notes.lexicon import FIRST_NAMES, word_list
from pipeline.study import folded

LISTS = Path(__file__).with_name("labels.toml")
OFTEN = 0.9  # strength of a label that is somebody only where it comes again
LONGEST = 70  # characters of a label
NO_LABEL = 4 * LONGEST  # characters from which a text is none, whatever describes somebody in it
MOST_WORDS = 9
MOST_NAMES = 5  # words of somebody's name
ELIDED = ("d'", "d’", "l'", "l’")
REMARK = re.compile(r"\s*[\[({<][^\])}>]{0,500}[\])}>]")
INCLUSIVE = re.compile(
    r"(?:[·•∙‧.⋅/(-]+(?:euses?|rices?|trices?|teuses?|eresses?|eures?|es?|ne|se|ère|ière|s)\b\)?s?)+", re.IGNORECASE
)
NUMBER = re.compile(
    r"[\s_.#°º\-–—/]*(?:\b(?:n|no|nr|num|number|numéro|numero)\b[\s.°º]*|[#№]°?\s*|\bn°?\s*)?(?P<number>\d+[a-z]?)$",
    re.IGNORECASE,
)
JOINT = re.compile(r"\s*(?:&|\+|/|,|;|\band\b|\bet\b)\s*")
INITIALS = re.compile(r"[A-ZÀ-Þ]{1,4}\d{0,3}|(?:[A-ZÀ-Þ]\.[\s-]?){1,4}|[A-ZÀ-Þ]-[A-ZÀ-Þ]")
NUMBER_WORD = re.compile(
    r"[\s-]+(?P<number>one|two|three|four|five|six|seven|eight|nine|ten|une?|deux|trois|quatre|cinq|sept|huit|neuf|dix)$",
    re.IGNORECASE,
)
LETTER = re.compile(r"(?<=\w{3})[\s-](?P<number>[A-Za-z]|[IVX]{1,4})$")
INITIAL = re.compile(r"[A-ZÀ-Þ]\.?")
NUMBERED = re.compile(r"(?:#|№|[Nn][o°º]\.?\s?)\s?\d{1,2}|\d{1,2}")  # people that only a number tells apart
TELEPHONE = re.compile(r"\+\d[\d\s().-]{6,18}\d")  # who is in no address book, in a chat
DESCRIBED = re.compile(  # `Older man`, `Another participant`, `Jeune femme 2`
    r"(?:older|younger|young|old|elderly|middle-aged|first|second|third|another|other|unknown|unidentified|new|"
    r"jeune|autre|premi[eè]re?|deuxi[eè]me|troisi[eè]me|vieil(?:le)?|nouve(?:l|au|lle))\s+",
    re.IGNORECASE,
)
UNKNOWN = re.compile(r"[?？]{1,3}")  # who transcribed did not know the voice
SENTENCE = re.compile(r"[?!…;\"“”«»=]|\.{2,}|(?<![\W\d_])[^\W\d_]{4,}\.\s(?!\d{1,3}[a-z]?$)")


@dataclass(frozen=True)
class Known:
    """What is known of a note beside its own words."""

    asks: tuple[str, ...] = ()  # labels that a person named in the manifest
    answers: tuple[str, ...] = ()
    ordinary: Callable[[str], bool] = field(default=lambda word: False)  # an everyday word, no name
    present: tuple[str, ...] = ()  # people whom the head of the note names

    @property
    def named(self) -> frozenset[str]:
        return frozenset(key(label) for label in (*self.asks, *self.answers, *self.present))


@cache
def lists() -> dict:
    """labels.toml: each list as a set of words, heads as sets of phrases, `lines` and `speech` as patterns by name."""
    content = tomllib.loads(LISTS.read_text(encoding="utf-8"))
    found: dict[str, Any] = {name: frozenset(text.split()) for name, text in content.items() if isinstance(text, str)}
    for name in ("list_heads", "section_heads", "told_afterwards"):
        found[name] = frozenset(" ".join(phrase.split()) for phrase in content[name].split("|"))
    for part in ("lines", "speech"):
        found[part] = {
            name: re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
            for name, patterns in content[part].items()
        }
    return found


@cache
def first_names() -> frozenset[str]:
    lines = FIRST_NAMES.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


@lru_cache(maxsize=10_000)  # every layout asks it of every passage
def plain(text: str) -> str:
    """Without case, accents, stops and doubled spaces: `Intervieweuse ` and `INTERVIEWEUSE` are one."""
    return re.sub(r"\s+", " ", folded(text.replace("’", "'")).replace(".", " ")).strip()


def bare(label: str) -> str:
    """A label without marks around it and without remarks: `**P2 [overlapping]` is `P2`, `Enquêté·e 1` stays."""
    label = label.strip(" \t*_~`\"'“”«»>:：-–—•|#=")
    if label[:1] in "[({<" and label[-1:] in "])}>" and not re.search(r"[\])}>].", label):
        label = label[1:-1].strip()
    label = INCLUSIVE_BRACKETS.sub(lambda match: "·" + match[1], label)
    return REMARK.sub("", label).strip(" -–—,:") or label


INCLUSIVE_BRACKETS = re.compile(r"(?<=[^\W\d_])\((euses?|rices?|trices?|eures?|es?|ne|se|s)\)", re.IGNORECASE)


@cache
def stem_and_number(label: str) -> tuple[str, str]:
    """The word of a label and its number: `P#2` is (`p`, `2`), `Participant n° 1 (directrice)` (`participant`, `1`).

    What describes somebody after a comma or dash is left out where a usual word stands before it.
    """
    text = bare(label).replace("_", " ")
    if len(text) > NO_LABEL:
        return "", ""
    if UNKNOWN.fullmatch(text):
        return "unknown", ""
    parts = re.split(r"\s*,\s+|\s+[–—-]\s+", text)
    counted = any(c.isdigit() for c in parts[0])
    numbered = [match[1] for part in parts[1:] if (match := re.fullmatch(r"([^\W\d_]+)\s?#?\d{1,3}", part))]
    several = any(usual_word(plain(word)) for word in numbered)  # `P1, P2, P3`
    described = (len(parts) == 2 and (text[:1].isupper() or counted)) or (len(parts) > 2 and counted and not several)
    heads = [text, parts[0]] if described else [text]
    for head in heads:
        match = NUMBER.search(head) or NUMBER_WORD.search(head) or LETTER.search(head)
        number = match["number"].lower() if match else ""
        rest = head[: match.start()] if match else head
        rest = re.sub(r"[^\w\s]+", "", plain(INCLUSIVE.sub("", rest)))
        usual = usual_word(re.sub(r"^(?:le |la |l |the )", "", rest).strip())
        if usual:
            return usual[0], number.lstrip("0") or number[-1:]
    return "", ""


SIDES = (("interviewer", "asking"), ("participant", "answering"), ("either", "either"))


def usual_word(stem: str) -> tuple[str, str] | None:
    """(word of labels.toml, its side: `interviewer`, `participant` or `either`) for a usual word, misspelt too."""
    known = lists()
    compact = stem.replace(" ", "").replace("-", "")
    for side, name in SIDES:
        if compact in known[name] or compact in known[f"{name}_letters"]:
            return compact, side
    if len(compact) < 6 or compact in known["near_labels"]:
        return None
    allowed = 1 if len(compact) < 9 else 2
    near = sorted(
        (distance, side, word)
        for side, name in SIDES
        for word in known[name]
        if len(word) > 5 and (distance := OSA.distance(compact, word, score_cutoff=allowed)) <= allowed
    )
    nearest = [(side, word) for distance, side, word in near if distance == near[0][0]]
    if len({side for side, _ in nearest}) > 1:  # `interviewr`: who asks and who answers differ in how they end
        nearest = [(side, word) for side, word in nearest if word[-1] == compact[-1]]
    if len({side for side, _ in nearest}) != 1:
        return None
    return nearest[0][1], nearest[0][0]


def side_of(stem: str) -> str | None:
    """The side of a usual word of a label, else None."""
    usual = usual_word(stem)
    return usual[1] if usual else None


def _side_in(remark: str) -> str | None:
    word = plain(remark).strip(" ()[]{}<>")
    return side_of(word) or ("interviewer" if re.sub(r"\W", "", word) in lists()["asking_remarks"] else None)


def usual_role(label: str) -> str | None:
    """`interviewer`, `participant` or `either` where the label is a usual one (numbered or not), else None."""
    stem, _ = stem_and_number(label)
    if stem:
        return side_of(stem)
    inside = [side for remark in REMARK.findall(label) if (side := _side_in(remark))]
    parts = [part for part in JOINT.split(bare(label)) if part]
    if len(parts) > 1:
        own = [part for part in parts if not NUMBERED.fullmatch(part)] or parts  # `Participants #1 and #2`
        sides = {side_of(stem_and_number(part)[0]) if stem_and_number(part)[0] else None for part in own}
        if sides == {"interviewer"}:
            return "interviewer"
        return "participant" if None not in sides else None
    described = DESCRIBED.match(label)
    if described and (rest := label[described.end() :]) and usual_role(rest) in ("either", "participant"):
        return usual_role(rest)
    return "interviewer" if "interviewer" in inside and len(bare(label)) > 1 else None


def bare_letters(label: str) -> str:
    """A label's letters and digits alone, inclusive endings off."""
    return re.sub(r"[\W_]+", "", plain(INCLUSIVE.sub("", bare(label))))


def letter_only(label: str) -> bool:
    """Whether a usual label is one letter that may as well be somebody's initial (`Q` is nobody's)."""
    stem = stem_and_number(label)[0]
    return any(stem in lists()[f"{name}_letters"] for name in ("asking", "answering", "either"))


@cache
def key(label: str) -> str:
    """What two written forms of one person's label share."""
    stem, number = stem_and_number(label)
    if stem:
        return f"{stem} {number}".strip()
    return plain(re.sub(r"[^\w\s,'&/+-]", "", bare(label))) or plain(label)


def could_be(label: str) -> bool:
    """Whether a few words may be somebody's label at all: short, no sentence, a letter or bracket first."""
    label = label.strip()
    text = bare(label)
    if UNKNOWN.fullmatch(text) or NUMBERED.fullmatch(label) or TELEPHONE.fullmatch(text):
        return True
    if not label or len(label) > LONGEST or len(text.split()) > MOST_WORDS or not text[:1].isalpha():
        return False
    return not SENTENCE.search(text)


def helps(label: str) -> bool:
    """Whether a label is of somebody who came along with the one who asks: `Note-taker`, `Observatrice 2`."""
    return bare_letters(label).rstrip("0123456789") in lists()["helping"]


def interprets(label: str) -> bool:
    """Whether a label is an interpreter's."""
    return bare_letters(label).rstrip("0123456789") in lists()["interpreting"]


def strength(label: str, known: Known) -> float:
    """How much a label alone looks like a person's: 3 usual or named by a person, 2 a name, 1 perhaps, 0 no name."""
    if usual_role(label) or helps(label) or key(label) in known.named:
        return 3
    if NUMBERED.fullmatch(label.strip()):
        return 1.0 if label.strip().isdigit() else 1.4
    text = bare(label)
    if TELEPHONE.fullmatch(text):
        return 1.4
    parts = [part for part in re.split(r"[\s,]+", text) if part]
    name, _, described = text.partition(", ")
    if described[:1].islower() and len(name.split()) > 1:  # `Mme Tran, gestionnaire`
        return min(1.5, _named(name.split(), known))
    joint = [part for part in JOINT.split(text) if part]
    if len(joint) > 1 and all(usual_role(part) or _named(part.split(), known) == 2 for part in joint):
        return 2
    return _named(parts, known)


def _named(parts: list[str], known: Known) -> float:
    """2 for a name of several words or a first name; less for initials, words nobody knows; 0 for everyday words."""
    small = word_list("particles") | {"and", "et", "&", "of", "the", "d'", "l'"}
    titles = word_list("titles")
    core = [part for part in parts if plain(part) not in small] or [part for part in parts if part[0].isupper()]
    titled = [part for part in core if plain(part) in titles and len(part) > 1]
    core = [part for part in core if part not in titled]
    if not core or len(core) > MOST_NAMES or plain(core[0]) in lists()["greetings"]:
        return 0
    if not all(part[0].isupper() or part[0].isdigit() or part.startswith(ELIDED) for part in core):
        return 0.5 if len(core) == 1 and plain(core[0]) in first_names() | word_list("person_nouns") else 0
    if not any(part[0].isalpha() for part in core):
        return 0
    low = [re.sub(r"[.'’]s?$", "", part.lower().replace("’", "'")) for part in core]
    if titled or (len(core) > 1 and any(word in first_names() for word in low)):
        return 2
    if len(core) == 1:
        return _one_word(core[0], low[0], known)
    if any(INITIAL.fullmatch(part) for part in core):
        return 2
    everyday = [known.ordinary(word) for word in core if len(word) > 1]
    return 0.4 if everyday and all(everyday) else 2


def _one_word(word: str, low: str, known: Known) -> float:
    """`_named` of one word. low: in small letters, without a stop or a possessive."""
    if plain(low) in lists()["parts_of_an_answer"]:
        return OFTEN if len(word) == 2 and word.isupper() else 0  # `NB` may be Nora Bell, where it comes often
    if plain(low) in lists()["pronouns"]:
        return 0.4
    somebody = (word_list("person_nouns") | word_list("generic_words")) - lists()["papers"]
    if plain(low) in lists()["people"] or low in somebody:
        return 1.5
    if INITIALS.fullmatch(word):
        return 1.5 if len(word.strip(".")) <= 3 else 1
    everyday = len(word) > 1 and known.ordinary(word)
    if low in first_names():
        return 1.5 if everyday else 2
    return 0 if everyday else 1


def ends_in_initial(text: str) -> bool:
    """Whether a stop at the end of a name is that of an initial: `Freya L.`, `A. B.`, `Int.` is left to the lists."""
    return bool(re.search(r"(?:^|[\s.-])[A-ZÀ-Þ]\.$", text)) and like_a_name(text)


def like_a_name(text: str) -> bool:
    """Whether a few words are written as labels are: a usual one, or each word but the small ones with a capital."""
    if not could_be(text) or len(text.split()) > 6:
        return False
    small = word_list("particles")
    parts = [word for word in re.split(r"[\s,&]+", bare(text)) if word]
    named = [word for word in parts if plain(word) not in small] or parts  # `Ben`
    return bool(usual_role(text)) or (bool(named) and all(word[0].isupper() or word[0].isdigit() for word in named))
