"""Fit the name model (name_model.json and name_layers.json in pipeline/notes) on invented sentences: the templates beside this file, filled with
invented names, and marked sentences: those beside this file and those that rules are written against (tests/notes/*_mend.txt), also what
strangers wrote to measure the rules, once it was read.

Names come from the packaged lists (first names, places of the telephone numbering plans) and from syllables; nothing of any
study is read. The held-out sentences (tests/notes/*_keep.txt) are never read here.

    python -m bench.names_training                 # some minutes; the same weights on any machine
    python -m bench.names_training probes_mend     # without the other sets, to measure on them
"""
# ruff: noqa: E501, SIM905  (lists of words)

import json
import random
import re
import sys
from collections import Counter
from pathlib import Path

# It settles the routines of numpy before they are loaded, so that the weights are the same on any machine.
import pipeline  # noqa: F401

# isort: split
import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer

from bench.deidentification import Sentence, marked, sentences
from pipeline.notes.casing import recased
from pipeline.notes.identify import features_of, names_nobody
from pipeline.notes.lexicon import Lexicon, lexicon, plain, word_list
from pipeline.notes.name_model import KINDS, STEEPEST, WEIGHTS, crossed
from pipeline.notes.names import Candidate
from pipeline.notes.seen_names import Cased, sighted
from pipeline.notes.sentence_layers import PARTS, around
from pipeline.notes.sentence_layers import WEIGHTS as LAYERS
from pipeline.notes.word_states import WIDTH

Labelled = tuple[int, int, set[str], str]  # start, end, features, kind of a candidate
Text = tuple[list[Labelled], np.ndarray, float]  # candidates, their layers, weight of the text

TEMPLATES = Path(__file__).with_name("names_templates.txt")
SENTENCES = Path(__file__).with_name("names_sentences.txt")
WRITTEN = ("sentences_mend", "probes_mend", "kinds_mend", "strangers_mend")  # sets of marked sentences
TIMES = 2  # each template is filled so often
AGAIN = 1  # each marked sentence is said again so often, with other names
SLOT = re.compile(r"\{(\w)\}")
SAID = 4.0  # weight of a marked sentence as it was written, against one made
REGULARISATION = 6.0
DIMENSIONS = 300  # to which the layers of each part are reduced, for the fit alone
SPREAD = 0.2  # of each of them, against 1 of a feature: the smaller, the less each may weigh
DIGITS = 3  # of the weight of a layer
STEPS = 300  # of the fit, at most
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
    "{n} {x}", "{n} {w}", "{n} {h}", "{n} {w} {h}", "Air {n}", "{n} {w} {w}", "{w} {n}",  # n people, region, province
    "{f}'s {h}", "Chez {f}", "Le {w} {w}", "Les {w}s du {g}", "La {w} d'{x}", "Au {w} {w}", "{w} Plus", "{w} Local 444",
    "Rôtisserie {x}", "Plomberie {x} et fils", "Entreprises {x} ltée", "Les Serres {x}", "{x} Development Corporation", "{w} Skills",
    "Boulangerie {x}", "Béton {c}", "{x} Catering Co.", "The {w} {w}", "{w} & {w}", "{x} Robotics", "Carrefour jeunesse-emploi de {c}",
    "{x} Street Clinic", "Hôpital {x}", "Banque {x}", "{c} Hospital", "Fondation {x}", "{x} Motors", "{x} et frères",
]  # fmt: skip
WITH_HEADS = [  # h head of an organisation, a adjective in small letters
    "{x} {h}", "{x} {h}", "{c} {h}", "{w} {h}", "{w} {w} {h}", "{x} {w} {h}", "{x} and {x} {h}", "{h} {x}", "{h} {x}", "{h} de {c}",
    "{h} du {x}", "{h} {a} de {c}", "{h} {a} du {x}", "{h} des {w} de {c}", "{h} de la {w}", "{h} de l'{h} {x}", "{h} of {x}",
    "{h} of {c}", "{h} for {w} {w}", "{x} {h} of {w}", "{h} d'{w} de {c}", "{h} des métiers de la {w}", "{h} communautaire des {x}",
    "{h} de la {g}", "{h} du {g}", "{h} des {g}s", "{h} de l'{w}", "{h} des métiers de la {g}", "{h} {a} de la {g}", "Les {h}s de la {g}",
    "{g} {h}", "{g} {w} {h}", "{h} {a} des {g}s", "Groupe {x}", "Groupe {x}-{x}", "Les {h}s {x}",
]  # fmt: skip
ADJECTIVES = "forestière technique régional communautaire autochtone agricole maritime scolaire culturel industrielle polytechnique".split()
LANDSCAPE = (
    "Valley River Lake Hill Harbour Island Creek Bridge Forest Meadow Prairie Coast Mountain Spruce Maple Cedar Birch Eagle Wolf Bear Heron "
    "Vallée Rivière Colline Baie Rive Pointe Côte Forêt Montagne Île Plaine Savane Érable Sapin Bouleau Chêne Héron Loup Ours Fjord Cap Lac"
).split()
WATERS_AND_LANDS = (
    "Peninsula Strait River Lakes Islands Valley Hills Shore Narrows Inlet Bay Falls Mountains Gulf Basin".split()
)
FIELDS = (
    "Math Calculus Algebra Trades Drywall Plumbing Labour Health Education Finance Nursing Welding Accounting Marketing Statistics Chemistry Biology Physics Carpentry Plumbing Law "
    "Agriculture Tourism Transportation Innovation Immigration Justice Engineering Psychology Sociology History Economics Safety Ethics "
    "Administration Communication Leadership Mathematics Geography Forestry Aviation Cooking Design Drafting Machining Robotics Quality"
).split()
CHAMPS = (
    "mathématiques algèbre réanimation levage cadenassage travail santé éducation finances soins comptabilité soudure mécanique chimie biologie physique statistique droit gestion tourisme "
    "transport agriculture informatique électricité plomberie menuiserie cuisine sécurité éthique histoire économie géographie"
).split()
TITLES = [  # F field, E field in French, G generic word
    "Department of {F}", "Ministry of {F}", "Minister of {F}", "Bachelor of {F}", "Faculty of {F}", "Diploma in {F}", "Introduction to {F}",
    "{F} Program", "{F} Committee", "{F} and {F}", "{F} Level Two", "Advanced {F}", "Applied {F}", "{G} {G}", "{G} {G} {G}", "{G} {G} Form",
    "{F} Policy", "Director of {F}", "Vice-President, {F}", "{F} 101", "{F} Week", "{F} Day", "Chief {F} Officer", "Head of {F}",
    "Code of {F}", "Terms of {F}", "{G} and {G}", "National {F} Strategy", "Student {F} Survey", "{F} Standards", "{G} for {F}",
    "Ministère de la {E}", "ministre de la {E}", "Techniques de {E}", "Programme de {E}", "Comité de {E}", "Baccalauréat en {E}",
    "Direction de la {E}", "Directrice de la {E}", "Introduction à la {E}", "Semaine de la {E}", "Plan de {E}", "Rapport de {E}", "{G} de {E}",
    "Service de {E}", "Guide de {E}", "Politique de {E}", "Commission de la {E}", "{G} en {E}", "Certificat en {E}", "Conseil de la {E}",
]  # fmt: skip
LAST_NAMES = (  # frequent ones of many peoples, some of them short or ordinary words
    "Wu Li Ng Wong Chan Lau Zhang Chen Liu Huang Kim Park Choi Jung Lim Tran Pham Vo Bui Le Ho Singh Gill Sandhu Dhaliwal Kaur Sharma Patel "
    "Gupta Rao Iyer Khan Malik Ahmed Hussain Ali Haddad Khoury Nasser Aziz Cohen Levy Katz Ivanov Petrenko Shevchenko Kowalski Nowak Novak "
    "Horvat Silva Santos Costa Pereira Garcia Lopez Reyes Cruz Bautista Okafor Mensah Diallo Traoré Keita Ndiaye Mbeki Abebe Tesfaye Smith "
    "Brown Miller Baker Cook Young King Hill Green White Black Wood Stone Bell Fox Wolf Cardinal Whitehorse Redsky Moses Bear Bull Crow "
    "Tremblay Gagnon Roy Côté Bouchard Gauthier Morin Lavoie Fortin Gagné Ouellet Pelletier Bélanger Lévesque Bergeron Leblanc Paquette "
    "Girard Simard Boucher Caron Beaulieu Cloutier Dubé Poirier Fournier Lapointe Leclerc Lefebvre Poulin Thibault St-Pierre Nadeau Martin"
).split()
GIVEN_NAMES = (  # that the packaged lists lack, or hold as words
    "Mei Wei Jin Ha-eun Min-jun Ji-woo Hye-jin Seo-yeon Xiu Ling Yan Bao Linh Huong Thi Minh Quang Pradeep Deepika Sandeep Gurpreet Harjot "
    "Jaspreet Navdeep Manpreet Amandeep Kuldeep Oluwaseun Chidi Ifeoma Emeka Kwame Kofi Abena Amara Thandi Sipho Zanele Fatou Mamadou "
    "Ousmane Aminata Mackenzie Brent Dylan Kyle Tanisha Shaniqua DeShawn Latoya Jamal Malik Hodan Abdi Yusuf Zahra Layla Tariq Bilal Omar "
    "Océane Maëlys Anaïs Loïc Gaël Maxim Jérémie Ti-Guy Uapukun Ataguttaaluk Aputi Nanook Kateri Waseskwan Sky Raven Chayton Tala Kaya"
).split()
NICKNAMES = (
    "Bubba Sparky Smitty Jonesy Sully Mac Macky Gus Gussy Ziggy Buzz Skip Scooter Tank Squirt Red Rocky Butch Chuck Duke Fuzzy Peanut "
    "Pops Slick Sonny Spike Tex Whitey Bud Dutch Junior Kiki Lulu Mimi Coco Loulou Toto Titi Bébé Nini Juju Pipo Pitou Minou Loulou Fifi "
    "Zaza Jojo Momo Popo Lolo Riri Didi Gigi Kaka Nono Bibi Dédé Bobby Billy Freddy Teddy Ricky Vicky Nicky Micky Johnny Ronnie Donnie"
).split()
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
        self.family = sorted(name for name in known.family_names if len(name) > 2)
        self.common = [name for name in self.first if known.kind(name) == "both"]
        self.places = sorted(place for place in known.places if len(place) > 3 and not any(c.isdigit() for c in place))
        self.words = sorted(word for word in known.ordinary_words & known.dictionary if len(word) > 2)
        self.heads = sorted(word.capitalize() for word in word_list("organisation_heads") if len(word) > 3)
        self.generic = sorted(word.capitalize() for word in word_list("generic_words"))
        self.acronyms = sorted(word for word in word_list("acronyms") if word.isalpha() and 1 < len(word) < 6)
        self.tools = kept_names("tools")
        self.wide = [*kept_names("peoples"), *kept_names("wide_regions"), "Ontario", "Québec", "Alberta", "Nova Scotia"]
        self.world = [name for group in ("peoples", "wide_regions") for name in kept_names(group)] + territories()

    def pick(self, values: list[str]) -> str:
        return self.random.choice(values)

    def first_name(self) -> str:
        names = self.common if self.random.random() < 0.5 else self.first
        one = self.pick(names).title() if self.random.random() < 0.85 else self.unheard_name()
        one = self.pick(GIVEN_NAMES) if self.random.random() < 0.15 else one
        return f"{one}-{self.pick(self.common).title()}" if self.random.random() < 0.1 else one

    def last_name(self) -> str:
        chance = self.random.random()
        made = "".join(self.pick(SYLLABLES) for _ in range(self.random.choice([1, 1, 2]))) + self.pick(ENDS)
        name = made.capitalize() if chance < 0.4 else self.pick(self.family if chance < 0.7 else self.first).title()
        if chance > 0.9:
            name = self.pick(self.words).capitalize()  # Cardinal, Whitehorse
        if self.random.random() < 0.25:
            name = self.pick(LAST_NAMES)
        if self.random.random() < 0.12:
            name = self.pick(PREFIXES) + name
        return f"{name}-{self.last_name()}" if self.random.random() < 0.12 else name

    def unheard_name(self) -> str:
        made = "".join(self.pick(SYLLABLES) for _ in range(self.random.choice([1, 2, 2, 3]))) + self.pick(
            ["", "e", "n", "l", "sh", "i"]
        )
        joined = self.random.choice(["", "", "", "", "", "'", "ʼ", "7", "-"])
        return made.capitalize() + (joined + self.pick(SYLLABLES) if joined else "")

    def nickname(self) -> str:
        chance = self.random.random()
        if chance < 0.5:
            return self.pick(NICKNAMES)
        if chance < 0.6:
            return "".join(f"{letter}." for letter in self.random.sample("ABCDJKLMPRT", 2))
        half = self.pick(SYLLABLES)
        return self.pick(
            [f"Ti-{self.first_name()}", half.capitalize() + half, f"Big {self.first_name()}", f"{half.capitalize()}y"]
        )

    def title(self) -> str:
        """A programme, office, course or heading that names nobody."""
        form = self.pick(TITLES)
        for mark, words in (("F", FIELDS), ("E", CHAMPS), ("G", self.generic)):
            form = re.sub(rf"\{{{mark}\}}", lambda _, words=words: self.pick(words), form)
        return form

    def misspelt(self, text: str, names: list[tuple[str, int, int]]) -> str:
        """A word of `text` that is no name, with two letters changed round, as people type in a hurry."""
        inside = {place for _, start, end in names for place in range(start, end)}
        found = [match for match in re.finditer(r"\b[a-z]{5,}\b", text) if match.start() not in inside]
        if not found:
            return text
        match = self.random.choice(found)
        at = match.start() + self.random.randrange(1, len(match[0]) - 2)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    def word_place(self) -> str:
        count = self.random.choice([1, 1, 2, 3])
        if count == 3:
            return f"{self.pick(self.words).capitalize()}'s {self.pick(self.words).capitalize()}"
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
        if chance < 0.15:  # an acronym that is a word too
            return self.pick([word for word in self.words if len(word) in (3, 4)]).upper()
        if chance < 0.22:
            return self.last_name().replace(" ", "").capitalize()
        if chance < 0.3:
            return f"{self.last_name()} {self.pick(TAILS)}"
        form = self.pick(ORGANISATIONS if chance < 0.6 else WITH_HEADS)
        form = re.sub(r"\{h\}", lambda _: self.pick(self.heads), form)
        form = re.sub(r"\{a\}", lambda _: self.pick(ADJECTIVES), form)
        form = re.sub(r"\{g\}", lambda _: self.pick(LANDSCAPE), form)
        form = re.sub(r"\{n\}", lambda _: self.pick(self.wide), form)
        form = re.sub(r"\{f\}", lambda _: self.first_name(), form)
        form = re.sub(r"\{x\}", lambda _: self.last_name(), form)
        form = re.sub(r"\{w\}", lambda _: self.pick(self.words).capitalize(), form)
        return form.replace("{c}", self.place())

    def fill(self, slot: str) -> tuple[str, str]:
        """(words, kind; empty: nobody) for a slot."""
        people = {
            "p": self.person, "f": self.first_name, "l": self.last_name, "u": self.unheard_name,
            "i": lambda: f"{self.first_name()} {self.pick('ABCDEFGHJKLMNPRSTVW')}",
            "w": lambda: self.pick(NAMES_AND_WORDS), "k": lambda: self.pick(NAMES_OF_THE_WORLD), "n": self.nickname,
        }  # fmt: skip
        if slot in people:
            return people[slot](), "person"
        if slot == "v":
            return self.word_place(), "place"
        if slot == "o":
            return self.organisation(), "organisation"
        if slot == "c":
            return self.place(), "place"
        if slot == "b":  # what has the article in English: the Tremblay Peninsula
            return f"{self.last_name()} {self.pick(WATERS_AND_LANDS)}", "place"
        if slot == "A":
            return self.pick(self.acronyms).upper(), ""
        if slot == "T":
            chance = self.random.random()
            form = self.pick(OFFICES) if chance < 0.35 else self.title()
            if chance > 0.8:
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

    def typed(self, sentence: Sentence) -> list[Sentence]:
        """The sentence as some people type: without capitals (and in a hurry), or in capitals only; mostly neither."""
        chance, text = self.random.random(), sentence.text
        if chance > 0.3:
            return []
        changed = self.misspelt(text, sentence.spans).lower() if chance < 0.2 else text.upper()
        return (
            [Sentence(changed, sentence.language, sentence.spans, sentence.question)]
            if len(changed) == len(text)
            else []
        )

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


def labelled(rows: list[Sentence], known: Lexicon) -> list[tuple[list[Labelled], np.ndarray]]:
    """For each sentence the candidates that the model is asked about (one that is not exactly a mention is nothing), and
    the language model's states at each."""
    cased = [recased(sentence.text, known) for sentence in rows]
    texts = [Cased(one, row.language, row.question, row.text) for row, one in zip(rows, cased, strict=True)]
    spans = [
        _labelled(row, text.text, found) for row, text, found in zip(rows, texts, sighted(texts, known), strict=True)
    ]
    asked = [(text, [span[:2] for span in found]) for text, found in zip(cased, spans, strict=True)]
    return [(found, layers.astype(np.float16)) for found, layers in zip(spans, around(asked), strict=True)]


def _labelled(sentence: Sentence, cased: str, found: list[Candidate]) -> list[Labelled]:
    lower = Counter(plain(word) for word in re.findall(r"[^\W\d_]+", cased) if word[0].islower())
    # a candidate ends before the stop of an abbreviation (`Foods Ltd.`, `Josée B.`)
    exact = {(start, start + len(sentence.text[start:end].rstrip("."))): kind for kind, start, end in sentence.spans}
    return [
        (one.start, one.end, features_of(one, lower), exact.get((one.start, one.end), "nothing"))
        for one in found
        if not names_nobody(one)
    ]


def main() -> None:
    known = lexicon(Path(".cache/notes"))
    lines = [line for line in TEMPLATES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    filler = Filler(known, seed=1)
    made = [filler.sentence(line) for line in lines for _ in range(TIMES)]
    written = [marked(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    written += [sentence for name in sys.argv[1:] or WRITTEN for sentence in sentences(name)]
    made += [filler.again(sentence) for sentence in written for _ in range(AGAIN) if sentence.spans]
    made += [one for sentence in made for one in filler.typed(sentence)]
    texts = [(*read, 1.0) for read in labelled(made, known)] + [(*read, SAID) for read in labelled(written, known)]
    print(len(made), "sentences,", sum(len(spans) for spans, *_ in texts), "candidates", file=sys.stderr)
    weights, layers = fit([text for text in texts if text[0]])
    write(WEIGHTS, [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in weights], "{}")
    write(LAYERS, [json.dumps(row) for row in layers], "[]")


def fit(texts: list[Text]) -> tuple[list[tuple[str, list[float]]], list[list[float]]]:
    """Weights of the features and of the layers, by the likelihood of each text's right spans among all ways to cut it
    (name_model.py). The last row of the layers' is what is added for every span."""
    spans = [span for labelled_spans, *_ in texts for span in labelled_spans]
    reduced, mean, turn = principal(np.concatenate([layers for _, layers, _ in texts]))
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(dict.fromkeys(crossed(features), 1.0) for _, _, features, _ in spans)
    turned, features = matrix.T.tocsr(), matrix.shape[1]
    count = features + reduced.shape[1]
    right = np.array([[kind == one for one in KINDS] for _, _, _, kind in spans], dtype=float)
    ways = Ways([[span[:2] for span in labelled_spans] for labelled_spans, *_ in texts])
    of_text = np.array([weight for *_, weight in texts])
    of_span = of_text[ways.text][:, None]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(count + 1, len(KINDS))  # the last row is for every span
        scores = matrix @ weights[:features] + reduced @ weights[features:-1] + weights[-1]
        shares, logarithms = ways.shares(scores)
        value = of_text @ logarithms - (of_span * right * scores).sum() + REGULARISATION / 2 * (weights[:-1] ** 2).sum()
        off = of_span * (shares - right)
        slope = np.vstack([turned @ off, reduced.T @ off]) + REGULARISATION * weights[:-1]
        return value, np.vstack([slope, off.sum(axis=0)]).ravel()

    start = np.zeros((count + 1) * len(KINDS))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x.reshape(count + 1, -1)
    rows = {str(name): row for name, row in zip(vectorizer.get_feature_names_out(), found, strict=False)}
    kept = {name: row for name, row in rows.items() if np.abs(row).max() >= SMALLEST} | {"": found[-1]}
    weights = [(name, [round(float(value), 3) for value in row]) for name, row in sorted(kept.items())]
    layers = turn @ found[features:-1]
    return weights, [[float(f"{value:.{DIGITS}g}") for value in row] for row in [*layers, -mean @ layers]]


def principal(layers: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(`layers` reduced to the first DIMENSIONS of each part, their mean, the turn): reduced = (layers - mean) @ turn."""
    mean = layers.mean(axis=0, dtype=float)
    turn = np.zeros((PARTS * WIDTH, PARTS * DIMENSIONS))
    reduced = np.zeros((len(layers), PARTS * DIMENSIONS))
    for part in range(PARTS):
        own = slice(part * WIDTH, (part + 1) * WIDTH)
        new = slice(part * DIMENSIONS, (part + 1) * DIMENSIONS)
        centred = layers[:, own] - mean[own]
        spread = centred.std(axis=0) + 1e-3
        scaled = centred / spread
        _, directions = np.linalg.eigh(scaled.T @ scaled)
        first = directions[:, ::-1][:, :DIMENSIONS]
        turn[own, new] = first / spread[:, None] * (SPREAD / (scaled @ first).std(axis=0))
        reduced[:, new] = centred @ turn[own, new]
    return reduced, mean, turn


class Ways:
    """All ways to cut texts into spans and words that are nobody's, counted at once for all texts, place by place."""

    def __init__(self, texts: list[list[tuple[int, int]]]):
        """texts: (start, end) of the candidates of each."""
        rows = []
        for number, spans in enumerate(texts):
            places = {place: n for n, place in enumerate(sorted({place for span in spans for place in span}))}
            rows += [(number, places[start], places[end]) for start, end in spans]
        self.texts = len(texts)
        self.text, self.start, self.end = np.array(rows).T
        self.places = int(self.end.max()) + 1
        self.ending = [np.flatnonzero(self.end == place) for place in range(self.places)]
        self.starting = [np.flatnonzero(self.start == place) for place in range(self.places)]

    def shares(self, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(share of each span's kinds among all ways, (spans, kinds); logarithm of the ways of each text)."""
        odds = np.exp(np.clip(scores, -STEEPEST, STEEPEST))
        own = odds.sum(axis=1)
        before, after = np.ones((self.texts, self.places)), np.ones((self.texts, self.places))
        for place in range(1, self.places):
            some = self.ending[place]
            more = np.bincount(self.text[some], before[self.text[some], self.start[some]] * own[some], self.texts)
            before[:, place] = before[:, place - 1] + more
        for place in range(self.places - 2, -1, -1):
            some = self.starting[place]
            more = np.bincount(self.text[some], after[self.text[some], self.end[some]] * own[some], self.texts)
            after[:, place] = after[:, place + 1] + more
        ways = before[:, -1]
        around = before[self.text, self.start] * after[self.text, self.end] / ways[self.text]
        return odds * around[:, None], np.log(ways)


def write(path: Path, rows: list[str], brackets: str) -> None:
    """JSON with one row a line."""
    path.write_text(brackets[0] + "\n" + ",\n".join(rows) + "\n" + brackets[1] + "\n", encoding="utf-8")
    print(path.name, len(rows), "rows,", path.stat().st_size // 1024, "kB", file=sys.stderr)


if __name__ == "__main__":
    main()
