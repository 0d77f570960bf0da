"""Fit the name model (pipeline/notes/name_model.json) on invented sentences: the templates beside this file, filled with
invented names, and the marked sentences that rules are written against (tests/notes/*_mend.txt).

Names come from the packaged lists (first names, places of the telephone numbering plans) and from syllables; nothing of any
study is read. The held-out sentences (tests/notes/*_keep.txt) are never read here.

    python -m bench.names_training            # some minutes; the same weights on any machine
"""
# ruff: noqa: E501, SIM905  (lists of words)

import json
import random
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bench.deidentification import Sentence, sentences
from pipeline.notes.casing import recased
from pipeline.notes.identify import features_of
from pipeline.notes.lexicon import Lexicon, lexicon, plain, word_list
from pipeline.notes.name_model import KINDS, WEIGHTS, crossed
from pipeline.notes.names import candidates

TEMPLATES = Path(__file__).with_name("names_templates.txt")
TIMES = 8  # each template is filled so often
AGAIN = 5  # each marked sentence is said again so often, with other names
SLOT = re.compile(r"\{(\w)\}")
REGULARISATION = 0.1
SMALLEST = 0.01  # weights nearer to nothing are left out

SYLLABLES = [
    "ka",
    "ro",
    "mi",
    "ta",
    "len",
    "dor",
    "vik",
    "shan",
    "bel",
    "mor",
    "ash",
    "kin",
    "tre",
    "bou",
    "lar",
    "chan",
    "zu",
    "ade",
    "oko",
    "nia",
    "bra",
    "fel",
    "gus",
    "hol",
    "ren",
    "sta",
    "wil",
    "per",
]
ENDS = [
    "son",
    "sen",
    "ski",
    "ov",
    "eau",
    "ard",
    "ier",
    "in",
    "ez",
    "ini",
    "i",
    "u",
    "wala",
    "akis",
    "man",
    "ton",
    "ley",
    "ford",
    "dottir",
    "yan",
    "escu",
    "ault",
    "et",
    "elle",
    "oux",
    "a",
    "o",
]
PREFIXES = ["Mc", "Mac", "O'", "D'", "Van ", "Van der ", "de la ", "El ", "Al-", "Le ", "La", "St-", "Ben "]
TAILS = [
    "Ltd.",
    "Inc.",
    "inc.",
    "ltée",
    "LLP",
    "& Sons",
    "et fils",
    "Group",
    "Foods",
    "Steel",
    "Dental",
    "Trucking",
    "Consulting",
]
ORGANISATIONS = [
    "{x} College", "{x} University", "University of {c}", "Collège de {c}", "Cégep de {c}", "Université {x}",
    "{x} Friendship Centre", "Centre d'amitié autochtone de {c}", "{x} Credit Union", "{x} & {x}", "{x} Health Board",
    "{x} First Nation Health Board", "{x} Forest Products", "École des métiers de {c}", "Groupe {x}", "Meubles {x}", "Métal {x} inc.",
    "Rôtisserie {x}", "Plomberie {x} et fils", "Entreprises {x} ltée", "Les Serres {x}", "{x} Development Corporation", "{w} Skills",
    "Boulangerie {x}", "Béton {c}", "{x} Catering Co.", "The {w} {w}", "{w} & {w}", "{x} Robotics", "Carrefour jeunesse-emploi de {c}",
    "{x} Street Clinic", "Hôpital {x}", "Banque {x}", "{c} Hospital", "Fondation {x}", "{x} Motors", "{x} et frères",
]  # fmt: skip
WITH_HEADS = [  # h head of an organisation, a adjective in small letters
    "{x} {h}", "{x} {h}", "{c} {h}", "{w} {h}", "{w} {w} {h}", "{x} {w} {h}", "{x} and {x} {h}", "{h} {x}", "{h} {x}", "{h} de {c}",
    "{h} du {x}", "{h} {a} de {c}", "{h} {a} du {x}", "{h} des {w} de {c}", "{h} de la {w}", "{h} de l'{h} {x}", "{h} of {x}",
    "{h} of {c}", "{h} for {w} {w}", "{x} {h} of {w}", "{h} d'{w} de {c}", "{h} des métiers de la {w}", "{h} communautaire des {x}",
]  # fmt: skip
ADJECTIVES = "forestière technique régional communautaire autochtone agricole maritime scolaire culturel industrielle polytechnique".split()
KNOWN_FIRMS = [
    "Bombardier", "Telus", "Rogers", "Irving", "McCain", "Metro", "Provigo", "Couche-Tard", "Hydro One", "Ubisoft", "Stantec",
    "Suncor", "IBM", "CN", "CP", "VIA", "GE", "Cenovus", "Teck", "Cameco", "Vale", "Rio Tinto", "Alcoa", "Airbus", "Pratt & Whitney", "CAE", "SNC", "WSP", "GM",
    "BMO", "RBC", "TD", "CIBC", "KPMG", "EY", "PwC", "HSBC", "UBC", "UNBC", "UQAM", "BCIT", "McGill", "Concordia", "Dawson",
]  # fmt: skip
OFFICES = [
    "Placement Officer", "Program Manager", "Deputy Minister", "Executive Director", "Safety Committee", "Career Centre", "Open Door Day",
    "Job Fair", "Privacy Policy", "Health and Safety", "Introduction to Statistics", "Organic Chemistry", "Early Childhood Education",
    "Student Services", "Co-op Office", "Co-op Program", "Wage Subsidy", "Human Resources", "Employment Insurance", "Board of Governors",
    "Product Owner", "Scrum Master", "Sprint Planning", "Daily Standup", "Agile Coach", "Team Lead", "Shift Supervisor", "Food Handler",
    "Reading Week", "Orientation Week", "Main Campus", "Student Union", "Faculty of Arts", "Department of Labour", "Minister of Education",
    "Teamwork", "Respect", "Integrity", "Innovation", "Excellence", "Safety First", "Hard Hats", "Customer Service", "Part A", "Appendix B",
    "Section Three", "Final Report", "Self-Evaluation", "Learning Agreement", "Working at Heights", "First Aid", "Grade 11 Math",
    "Directeur général", "Coordonnatrice de stage", "Ressources humaines", "Journée carrières", "Portes ouvertes", "Conseil d'administration",
    "Assurance-emploi", "Guichet unique", "Santé et sécurité", "Calcul différentiel", "Techniques de gestion", "Salon de l'emploi",
    "Semaine de relâche", "Premier ministre", "Comité de sélection", "Avis de confidentialité", "Partie B", "Rapport final", "Travail d'équipe",
    "Bureau des stages", "Service de placement", "Secondaire 4", "Entente de stage", "Formation continue", "Intégrité", "Écoute active",
]  # fmt: skip
NAMES_AND_WORDS = (  # first names that are words, in either language
    "Rose May Will Mark Grace Hope Faith Joy Bill Jack Frank Art Gene Dean Hunter Chase Grant Drew Sunny Patience Prudence Penny Pearl "
    "Ruby Iris Ivy Violet Lily Daisy Summer Autumn Dawn April June August Robin Jay Ray Rich Rob Pat Sue Carol Melody Harmony Crystal "
    "Amber Ginger Olive Heather Holly Ash Reed Cliff Glen Dale Heath Clay Sandy Stormy Star Skye River Forest Lane Miles Max Buck Chip "
    "Rusty Sterling Earnest Constant Désiré Aimé Clément Prosper Parfait Modeste Fleur Violette Marguerite Reine Victoire Claire Blanche "
    "Pierre Constance Prudence Espérance Félicité Angel Ange Lucky Précieux Trésor Dieudonné Fidèle Juste Innocent Gentil Beau Belle "
    "Jordan Georgia Chad Paris London Sydney Victoria Florence Regina Charlotte Austin Dallas Brandon Kelvin Madison Lourdes Israel "
    "Moose Bear Bull Red Slim Tiny Smiley Doc Chef Bones Shorty Stretch Cookie Buddy Buck Ace King Duke Baron"
).split()


NAMES_OF_THE_WORLD = [
    "May",
    "April",
    "June",
    "August",
    "Jordan",
    "Georgia",
    "Chad",
    "Israel",
    "Kenya",
    "India",
    "Malta",
    "Ireland",
    "Asia",
    "America",
    "Paris",
    "Mai",
    "Avril",
]


class Filler:
    """Fills the slots of the templates; the same seed gives the same sentences."""

    def __init__(self, known: Lexicon, seed: int):
        self.random = random.Random(seed)
        self.first = sorted(name for name in known.first_names if len(name) > 2 and known.kind(name) != "word")
        self.common = [name for name in self.first if known.kind(name) == "both"]
        self.places = sorted(place for place in known.places if len(place) > 3 and not any(c.isdigit() for c in place))
        self.words = sorted(word for word in known.ordinary_words & known.dictionary if len(word) > 2)
        self.heads = sorted(word.capitalize() for word in word_list("organisation_heads") if len(word) > 3)
        self.tools = kept_names("tools")
        self.world = [name for group in ("peoples", "wide_regions") for name in kept_names(group)] + territories()

    def pick(self, values: list[str]) -> str:
        return self.random.choice(values)

    def first_name(self) -> str:
        names = self.common if self.random.random() < 0.5 else self.first
        one = self.pick(names).title() if self.random.random() < 0.85 else self.unheard_name()
        return f"{one}-{self.pick(self.common).title()}" if self.random.random() < 0.1 else one

    def last_name(self) -> str:
        chance = self.random.random()
        made = "".join(self.pick(SYLLABLES) for _ in range(self.random.choice([1, 1, 2]))) + self.pick(ENDS)
        name = made.capitalize() if chance < 0.6 else self.pick(self.first).title()
        if chance > 0.9:
            name = self.pick(self.words).capitalize()  # Cardinal, Whitehorse
        if self.random.random() < 0.12:
            name = self.pick(PREFIXES) + name
        return f"{name}-{self.last_name()}" if self.random.random() < 0.12 else name

    def unheard_name(self) -> str:
        made = "".join(self.pick(SYLLABLES) for _ in range(self.random.choice([1, 2, 2, 3]))) + self.pick(
            ["", "e", "n", "l", "sh", "i"]
        )
        joined = self.random.choice(["", "", "", "", "", "'", "ʼ", "7", "-"])
        return made.capitalize() + (joined + self.pick(SYLLABLES) if joined else "")

    def word_place(self) -> str:
        count = self.random.choice([1, 1, 2])
        return " ".join(self.pick(self.words).capitalize() for _ in range(count))

    def person(self) -> str:
        chance = self.random.random()
        if chance < 0.25:
            return self.first_name()
        if chance < 0.33:
            return self.last_name()
        middle = f" {self.pick('ABCDEFGHJKLMNPRSTVW')}." if self.random.random() < 0.06 else ""
        middle = f" {self.first_name()}" if self.random.random() < 0.06 else middle
        return f"{self.first_name()}{middle} {self.last_name()}"

    def place(self) -> str:
        return (
            self.pick(self.places)
            if self.random.random() < 0.85
            else " ".join(self.pick(self.words).title() for _ in range(2))
        )

    def organisation(self) -> str:
        chance = self.random.random()
        if chance < 0.12:
            return self.pick(KNOWN_FIRMS)
        if chance < 0.22:
            return self.last_name().replace(" ", "").capitalize()
        if chance < 0.3:
            return f"{self.last_name()} {self.pick(TAILS)}"
        form = self.pick(ORGANISATIONS if chance < 0.6 else WITH_HEADS)
        form = re.sub(r"\{h\}", lambda _: self.pick(self.heads), form)
        form = re.sub(r"\{a\}", lambda _: self.pick(ADJECTIVES), form)
        form = re.sub(r"\{x\}", lambda _: self.last_name(), form)
        form = re.sub(r"\{w\}", lambda _: self.pick(self.words).capitalize(), form)
        return form.replace("{c}", self.place())

    def fill(self, slot: str) -> tuple[str, str]:
        """(words, kind; empty: nobody) for a slot."""
        people = {
            "p": self.person, "f": self.first_name, "l": self.last_name, "u": self.unheard_name,
            "i": lambda: f"{self.first_name()} {self.pick('ABCDEFGHJKLMNPRSTVW')}",
            "w": lambda: self.pick(NAMES_AND_WORDS), "k": lambda: self.pick(NAMES_OF_THE_WORLD),
        }  # fmt: skip
        if slot in people:
            return people[slot](), "person"
        if slot == "v":
            return self.word_place(), "place"
        if slot == "o":
            return self.organisation(), "organisation"
        if slot == "c":
            return self.place(), "place"
        if slot == "T":
            form = self.pick(OFFICES)
            if self.random.random() < 0.4:
                form = " ".join(self.pick(self.words).capitalize() for _ in range(self.random.choice([1, 2, 2, 3])))
            return form, ""
        if slot == "W":
            lists = NAMES_AND_WORDS if self.random.random() < 0.15 else self.words
            return self.pick(lists).capitalize(), ""
        lists = {"M": months(), "N": self.world, "S": self.tools}[slot]
        return self.pick(lists), ""

    def again(self, sentence: Sentence) -> Sentence:
        """A marked sentence with other names in it."""
        text, spans, last = "", [], 0
        for kind, start, end in sorted(sentence.spans, key=lambda span: span[1]):
            text += sentence.text[last:start]
            words = self.like(sentence.text[start:end], kind)
            spans.append((kind, len(text), len(text) + len(words)))
            text, last = text + words, end
        return Sentence(text + sentence.text[last:], sentence.language, spans, sentence.question)

    def like(self, name: str, kind: str) -> str:
        if kind == "person" and name[:1].isupper():
            alone = self.random.choice([self.first_name, self.first_name, self.last_name, self.unheard_name])
            return alone() if " " not in name else self.person()
        if kind == "place" and name[:1].isupper():
            return self.place()
        return self.organisation() if kind == "organisation" and name[:1].isupper() else name

    def sentence(self, line: str) -> Sentence:
        language, template = line.split(": ", 1)
        text, spans, last = "", [], 0
        for match in SLOT.finditer(template):
            text += template[last : match.start()]
            words, kind = self.fill(match[1])
            if match[1] in "WM" and not text.strip():
                words = words[:1].upper() + words[1:]
            if kind:
                spans.append((kind, len(text), len(text) + len(words)))
            text, last = text + words, match.end()
        return Sentence(text + template[last:], language, spans)


def kept_names(group: str) -> list[str]:
    from pipeline.notes.lexicon import _word_lists

    return list(_word_lists()["kept"][group])


def months() -> list[str]:
    return [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Mai",
        "Juin",
        "Août",
    ]


def territories() -> list[str]:
    from babel import Locale

    return sorted({name for code in ("en", "fr") for name in Locale(code).territories.values() if name[:1].isalpha()})


def labelled(sentence: Sentence, known: Lexicon) -> list[tuple[set[str], str]]:
    """(features, kind) of each candidate of a sentence; one that is not exactly a mention is nothing."""
    cased = recased(sentence.text, known)
    lower = Counter(plain(word) for word in re.findall(r"[^\W\d_]+", cased) if word[0].islower())
    exact = {(start, end): kind for kind, start, end in sentence.spans}
    rows = []
    for candidate in candidates(cased, sentence.language, sentence.question, known):
        kind = exact.get((candidate.start, candidate.end), "nothing")
        rows.append((features_of(candidate, lower), kind if kind in KINDS else "nothing"))
    return rows


def main() -> None:
    known = lexicon(Path(".cache/notes"))
    lines = [line for line in TEMPLATES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    filler = Filler(known, seed=1)
    made = [filler.sentence(line) for line in lines for _ in range(TIMES)]
    written = [sentence for name in ("sentences_mend", "probes_mend") for sentence in sentences(name)]
    made += [filler.again(sentence) for sentence in written for _ in range(AGAIN) if sentence.spans]
    rows = [(row, 1.0) for sentence in made for row in labelled(sentence, known)]
    rows += [(row, 4.0) for sentence in written for row in labelled(sentence, known)]
    print(len(made), "sentences,", len(rows), "candidates", file=sys.stderr)
    fit(rows)


def fit(rows: list[tuple[tuple[set[str], str], float]]) -> None:
    """Fit on ((features, kind), weight) of each candidate and write the weights."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(dict.fromkeys(crossed(features), 1.0) for (features, _), _ in rows)
    targets, weights = [kind for (_, kind), _ in rows], np.array([weight for _, weight in rows])
    model = LogisticRegression(C=REGULARISATION, max_iter=300).fit(matrix, targets, sample_weight=weights)
    order = [list(model.classes_).index(kind) for kind in KINDS]
    fitted = {"": [round(float(value), 3) for value in model.intercept_[order]]}
    for feature, row in zip(vectorizer.get_feature_names_out(), model.coef_[order].T, strict=True):
        if np.abs(row).max() >= SMALLEST:
            fitted[str(feature)] = [round(float(value), 3) for value in row]
    text = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in sorted(fitted.items())
    )
    WEIGHTS.write_text("{\n" + text + "\n}\n", encoding="utf-8")
    print(
        len(fitted),
        "features,",
        WEIGHTS.stat().st_size // 1024,
        "kB; right on its own:",
        model.score(matrix, targets),
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
