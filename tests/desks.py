"""What people have on their desks when a study begins: small invented files of each kind, made anew by a seed."""

import csv
import io
import random
from pathlib import Path

import yaml

SENTENCES = yaml.safe_load(Path(__file__).with_name("desk_sentences.yaml").read_text(encoding="utf-8"))
QUESTIONS = {
    "en": ["How did you start?", "What has it changed for you?", "What is hard about it?", "What should be done?"],
    "fr": ["Comment avez-vous commencé?", "Qu’est-ce que cela a changé?", "Qu’est-ce qui est difficile?", "Que faire?"],
    "es": ["¿Cómo empezó?", "¿Qué ha cambiado para usted?", "¿Qué es difícil?", "¿Qué hay que hacer?"],
}
LABELS = {
    "en": {
        "neighbours": ("Knowing neighbours", "People come to know those who live near."),
        "access": ("Access and waiting", "Waiting lists, hours, who gets a plot."),
        "water": ("Water and tools", "Taps, sheds, tools, soil."),
        "health": ("Food and health", "Eating better, moving more, feeling well."),
    },
    "fr": {
        "neighbours": ("Connaître ses voisins", "On apprend à connaître les gens du voisinage."),
        "access": ("Accès et attente", "Listes d’attente, heures, qui obtient une parcelle."),
        "water": ("Eau et outils", "Robinets, cabanons, outils, terre."),
        "health": ("Alimentation et santé", "Mieux manger, bouger plus, se sentir bien."),
    },
    "es": {
        "neighbours": ("Conocer a los vecinos", "La gente conoce a quienes viven cerca."),
        "access": ("Acceso y espera", "Listas de espera, horarios, quién recibe una parcela."),
        "water": ("Agua y herramientas", "Grifos, cobertizos, herramientas, tierra."),
        "health": ("Comida y salud", "Comer mejor, moverse más, sentirse bien."),
    },
}
CODES = sorted(LABELS["en"])
SPEAKERS = ["Maria Delgado", "Tom Okafor", "Priya Raman", "John Whitehorse", "Suzanne Baxter", "Lena Fischer"]
ASKS = {"en": "Interviewer", "fr": "Intervieweuse", "es": "Entrevistadora"}
MORE = {"en": "Ask {} about it.", "fr": "Demandez à {}.", "es": "Pregúntele a {}."}  # names somebody else
OFTEN = {
    "en": ["Every week", "Every month", "Rarely"],
    "fr": ["Chaque semaine", "Chaque mois", "Rarement"],
    "es": ["Cada semana", "Cada mes", "Rara vez"],
}
AGREE = {
    "en": ["Strongly agree", "Agree", "Disagree"],
    "fr": ["Tout à fait d’accord", "D’accord", "Pas d’accord"],
    "es": ["Muy de acuerdo", "De acuerdo", "En desacuerdo"],
}
ASKED = {  # of the survey: how often, agreement, hours, an open question
    "en": ["How often do you come?", "It helps me meet people.", "Hours a week", "What should change?"],
    "fr": ["À quelle fréquence venez-vous?", "On y rencontre du monde.", "Heures par semaine", "Que changer?"],
    "es": ["¿Con qué frecuencia viene?", "Ayuda a conocer gente.", "Horas por semana", "¿Qué debe cambiar?"],
}


def sentence(draw: random.Random, language: str, code: str) -> str:
    """Something a person might say that belongs under a code."""
    return " ".join(draw.choice(parts) for parts in SENTENCES[language][code])


def table(path: Path, rows: list[list[str]]) -> Path:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(buffer.getvalue(), encoding="utf-8")
    return path


def codebook(desk: Path, *languages: str) -> Path:
    """A table of codes: labels and definitions in one language or more, no examples."""
    many = len(languages) > 1
    head = [f"{name}_{one}" if many else name for one in languages for name in ("label", "definition")]
    rows = [[code, *(text for one in languages for text in LABELS[one][code])] for code in CODES]
    return table(desk / "codes.csv", [["code", *head], *rows])


def transcripts(desk: Path, *languages: str, people: int = 3) -> Path:
    """A folder of interviews, one a person, named after the person, as people name them."""
    draw, folder = random.Random("notes"), desk / "notes"
    folder.mkdir(parents=True)
    for number, name in enumerate(SPEAKERS[:people]):
        language = languages[number % len(languages)]
        lines = []
        for question in QUESTIONS[language]:
            answers = [sentence(draw, language, code) for code in draw.sample(CODES, 2)]
            lines += [f"{ASKS[language]}: {question}", f"{name}: {' '.join(answers)}"]
        lines[-1] += f" {MORE[language].format(SPEAKERS[number - 1])}"
        (folder / f"{name}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return folder


def qualtrics(desk: Path, language: str = "en", records: int = 30, written: bool = True) -> Path:
    """A Qualtrics export: three header rows, personal columns, closed questions and (`written`) an open one."""
    draw = random.Random(records)
    names = ["StartDate", "Status", "ResponseId", "RecipientEmail", "Q1", "Q2", "Q3", *(["Q4"] if written else [])]
    asked = ASKED[language][: 4 if written else 3]
    rows = [names, ["Start Date", "Response Type", "Response ID", "Recipient Email", *asked]]
    rows.append([f'{{"ImportId":"{name}"}}' for name in names])
    for number in range(records):
        said = [sentence(draw, language, draw.choice(CODES)) if draw.random() < 0.8 else ""] if written else []
        closed = [draw.choice(OFTEN[language]), draw.choice(AGREE[language]), str(draw.randint(1, 12))]
        who = [f"2024-05-{1 + number % 28:02} 10:{number % 60:02}:00", "IP Address", f"R_{number:04}"]
        rows.append([*who, f"{SPEAKERS[number % 6].split()[1].lower()}{number}@example.org", *closed, *said])
    return table(desk / "garden survey.csv", rows)


def limesurvey(desk: Path, language: str, records: int = 30) -> Path:
    """A LimeSurvey export with question texts as headings."""
    draw = random.Random(records)
    rows = [["Response ID", "Date submitted", "Last page", "Start language", *ASKED[language]]]
    for number in range(1, records + 1):
        closed = [draw.choice(OFTEN[language]), draw.choice(AGREE[language]), str(draw.randint(1, 12))]
        said = sentence(draw, language, draw.choice(CODES))
        rows.append([str(number), f"2024-05-{1 + number % 28:02} 09:30:00", "3", language, *closed, said])
    return table(desk / "results-survey.csv", rows)


def forms(desk: Path, language: str, records: int = 30) -> Path:
    """A Google Forms export: a time stamp, the respondent's name and address, question texts as headings."""
    draw = random.Random(records)
    rows = [["Timestamp", "Email Address", "What is your name?", *ASKED[language]]]
    for number in range(records):
        closed = [draw.choice(OFTEN[language]), draw.choice(AGREE[language]), str(draw.randint(1, 12))]
        name = SPEAKERS[number % 6]
        who = [f"5/{1 + number % 28}/2024 10:{number % 60:02}:00", f"p{number}@example.org", name]
        rows.append([*who, *closed, sentence(draw, language, draw.choice(CODES))])
    return table(desk / "form responses.csv", rows)


def kobo(desk: Path, records: int = 30) -> Path:
    """A Kobo export with semicolons: times, device, who asked, boxes to tick, a decimal comma, places; French answers
    and Spanish ones."""
    draw = random.Random(records)
    crops = ["Maïs", "Haricots", "Café"]
    head = ["start", "end", "deviceid", "Nom de l’enquêteur", "1. Quel est votre village?", "2. Quelles cultures?"]
    head += [*(f"2. Quelles cultures?/{crop}" for crop in crops), "3. Récolte bonne?", "4. Hectares"]
    head += [
        "5. Qu’est-ce qui aiderait?",
        "_GPS_latitude",
        "_GPS_longitude",
        "_id",
        "_uuid",
        "_submission_time",
    ]
    rows = [head]
    for number in range(1, records + 1):
        day, ticked = f"2024-03-{1 + number % 28:02}", [draw.randint(0, 1) for _ in crops]
        grown = " ".join(crop for crop, tick in zip(crops, ticked, strict=True) if tick)
        said = sentence(draw, draw.choice(["fr", "es"]), draw.choice(CODES))
        rows.append([
            f"{day}T08:00:00", f"{day}T08:20:00", f"ee.{number}", draw.choice(SPEAKERS[:2]),
            draw.choice(["San Pedro", "Thiès", "Kaolack"]), grown, *map(str, ticked), draw.choice(["Oui", "Non"]),
            f"{draw.random() * 5:.1f}".replace(".", ","), said, f"{14 + draw.random():.5f}",
            f"{-16 - draw.random():.5f}", str(1000 + number), f"uuid-{number:05}", f"{day}T09:00:00",
        ])  # fmt: skip
    path = table(desk / "enquête.csv", rows)
    lines = [";".join(f'"{cell}"' for cell in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def margins(desk: Path) -> Path:
    """How often people come, in the population."""
    return table(
        desk / "margins.csv",
        [["margin", "category", "label", "population"], *[["often", one, one, "100"] for one in OFTEN["en"]]],
    )


def published(desk: Path) -> Path:
    """Figures of an earlier report: one that the survey can give, one that nothing tests."""
    head = ["claim", "section", "value", "unit", "precision", "base", "indicator", "restates", "statement"]
    return table(
        desk / "figures.csv",
        [
            head,
            ["P1", "use", "6.5", "hours", "exact", "", "q3", "", "Hours a week in the garden"],
            ["P2", "use", "140", "gardeners", "exact", "", "", "", "Gardeners of the city"],
        ],
    )


def open_answers(desk: Path, records: int = 20, questions: int = 2) -> tuple[Path, list[Path]]:
    """An export of open questions only, and two people's coding of it: they differ on one answer in eight."""
    draw = random.Random(records)
    asked = ["like", "change", "else"][:questions]
    rows: list[list[str]] = [["respondent", *asked]]
    coded: dict[str, list[list[str]]] = {"ana": [], "ben": []}
    for number in range(1, records + 1):
        row = [f"P{number:03}"]
        for question in asked:
            code = draw.choice(CODES)
            row.append(sentence(draw, "en", code))
            for coder, decisions in coded.items():
                other = coder == "ben" and draw.random() < 0.125
                decisions.append([f"P{number:03}", question, draw.choice(CODES) if other else code])
        rows.append(row)
    head = ["record_id", "question", "code"]
    files = [table(desk / f"coder_{name}.csv", [head, *decisions]) for name, decisions in coded.items()]
    return table(desk / "answers.csv", rows), files


def published_study(desk: Path, records: int, questions: int) -> tuple[Path, Path, list[Path]]:
    """A study as people publish them: open questions headed by their own words, a book of codes for each question that
    say by themselves what they speak for, two coders who each gave every answer one code; some left answers empty.

    Export, codebook and the coders' files.
    """
    draw = random.Random(questions)
    asked = [f"Q{number}. {draw.choice(QUESTIONS['en'])[:-1]} ({number})?" for number in range(1, questions + 1)]
    rows: list[list[str]] = [["Respondent ID", *asked]]
    book = [["code", "label", "definition", "question", "direction"]]
    for number, words in enumerate(asked, start=1):
        for code, (label, definition) in LABELS["en"].items():
            direction = "positive" if code in ("neighbours", "health") else "negative"
            book.append([f"q{number}_{code}", f"{label} ({number})", definition, words, direction])
    coded: dict[str, list[list[str]]] = {"ana": [], "ben": []}
    for record in range(1, records + 1):
        row = [f"R{record:03}"]
        for number, words in enumerate(asked, start=1):
            code = draw.choice(CODES)
            is_empty = draw.random() < 0.08
            row.append("" if is_empty else sentence(draw, "en", code))
            for coder, decisions in coded.items():
                other = draw.choice(CODES) if coder == "ben" and draw.random() < 0.2 else code
                decisions.append([f"R{record:03}", words, "" if is_empty else f"q{number}_{other}"])
        rows.append(row)
    head = ["record_id", "question", "code"]
    files = [table(desk / f"{name} decisions.csv", [head, *decisions]) for name, decisions in coded.items()]
    return table(desk / "answers.csv", rows), table(desk / "book.csv", book), files
