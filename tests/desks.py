"""What people have on their desks when a study begins: small invented files of each kind, made anew by a seed."""

import csv
import io
import random
from pathlib import Path

QUESTIONS = {
    "en": [
        "How did you start with the garden?", "What has it changed for you?", "What is hard about it?",
        "What should the city do?",
    ],
    "fr": [
        "Comment avez-vous commencé au jardin?", "Qu’est-ce que ça a changé pour vous?", "Qu’est-ce qui est difficile?",
        "Que devrait faire la ville?",
    ],
    "es": [
        "¿Cómo empezó en el huerto?", "¿Qué ha cambiado para usted?", "¿Qué es difícil?", "¿Qué debe hacer la ciudad?",
    ],
}  # fmt: skip
# One list of answers a code; invented.
ANSWERS = {
    "en": {
        "neighbours": ["I know my neighbours now and we share meals.", "We help one another on our street since."],
        "access": ["The waiting list is two years long.", "It is closed when I am free in the evening."],
        "water": ["There is one tap and July is a fight over water.", "The shed is too small for all the tools."],
        "health": ["I eat far more vegetables than before.", "I sleep better since I work outside."],
    },
    "fr": {
        "neighbours": ["Je connais mes voisins et on partage des repas.", "On s’entraide dans la rue depuis."],
        "access": ["La liste d’attente dure deux ans.", "C’est fermé quand je suis libre le soir."],
        "water": ["Un seul robinet et on se dispute l’eau en juillet.", "Le cabanon est trop petit pour les outils."],
        "health": ["Je mange bien plus de légumes qu’avant.", "Je dors mieux depuis que je travaille dehors."],
    },
    "es": {
        "neighbours": ["Conozco a mis vecinos y compartimos comidas.", "Nos ayudamos en la calle desde entonces."],
        "access": ["La lista de espera es de dos años.", "Está cerrado cuando estoy libre por la tarde."],
        "water": ["Hay un solo grifo y en julio nos peleamos por el agua.", "Faltan herramientas en el cobertizo."],
        "health": ["Como muchas más verduras que antes.", "Duermo mejor desde que trabajo fuera."],
    },
}  # fmt: skip
LABELS = {
    "neighbours": ("Knowing neighbours", "People come to know those who live near."),
    "access": ("Access and waiting", "Waiting lists, hours, who gets a plot."),
    "water": ("Water and tools", "Taps, sheds, tools, soil."),
    "health": ("Food and health", "Eating better, moving more, feeling well."),
}
SPEAKERS = ["Maria Delgado", "Tom Okafor", "Priya Raman", "John Whitehorse", "Suzanne Baxter", "Lena Fischer"]
ASKS = {"en": "Interviewer", "fr": "Intervieweuse", "es": "Entrevistadora"}


def table(path: Path, rows: list[list[str]]) -> Path:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(buffer.getvalue(), encoding="utf-8")
    return path


def codebook(desk: Path) -> Path:
    """A table of codes: labels and definitions, no examples."""
    return table(
        desk / "codes.csv", [["code", "label", "definition"], *([code, *said] for code, said in LABELS.items())]
    )


def transcripts(desk: Path, language: str) -> Path:
    """A folder of interviews, one a person, named after the person, as people name them."""
    draw, folder = random.Random(language), desk / "notes"
    folder.mkdir(parents=True)
    for name in SPEAKERS:
        lines = []
        for question in QUESTIONS[language]:
            answers = [draw.choice(ANSWERS[language][code]) for code in draw.sample(sorted(LABELS), 2)]
            lines += [f"{ASKS[language]}: {question}", f"{name}: {' '.join(answers)}"]
        (folder / f"{name} {language}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return folder


def qualtrics(desk: Path, language: str = "en", records: int = 40) -> Path:
    """A survey export with three header rows, personal columns and an open question."""
    draw = random.Random(records)
    names = ["StartDate", "Status", "ResponseId", "RecipientEmail", "Q1", "Q2", "Q3", "Q4"]
    asked = {
        "en": ["How often do you come?", "It helps me meet people.", "Hours a week", "What should change?"],
        "fr": ["À quelle fréquence venez-vous?", "On y rencontre du monde.", "Heures par semaine", "Que changer?"],
    }[language]  # fmt: skip
    often = {"en": ["Every week", "Every month", "Rarely"], "fr": ["Chaque semaine", "Chaque mois", "Rarement"]}[
        language
    ]
    agree = {"en": ["Agree", "Strongly agree", "Disagree"], "fr": ["D’accord", "Tout à fait d’accord", "Pas d’accord"]}
    rows = [names, ["Start Date", "Response Type", "Response ID", "Recipient Email", *asked]]
    rows.append([f'{{"ImportId":"{name}"}}' for name in names])
    for number in range(records):
        said = [*(text for texts in ANSWERS[language].values() for text in texts), ""]
        rows.append([
            f"2024-05-{1 + number % 28:02} 10:{number:02}:00", "IP Address", f"R_{number:04}",
            f"person{number}@example.org", draw.choice(often), draw.choice(agree[language]), str(draw.randint(1, 12)),
            draw.choice(said),
        ])  # fmt: skip
    return table(desk / "garden survey.csv", rows)


def open_answers(desk: Path, records: int = 40) -> tuple[Path, list[Path]]:
    """An export of open questions only, and two people's coding of it: they differ on one answer in ten."""
    draw = random.Random(records)
    rows, coded = [["respondent", "like", "change"]], {"ana": [], "ben": []}
    for number in range(1, records + 1):
        row = [f"P{number:03}"]
        for question in ("like", "change"):
            code = draw.choice(sorted(LABELS))
            row.append(draw.choice(ANSWERS["en"][code]))
            for coder, decisions in coded.items():
                other = coder == "ben" and draw.random() < 0.1
                decisions.append([f"P{number:03}", question, draw.choice(sorted(LABELS)) if other else code])
        rows.append(row)
    head = ["record_id", "question", "code"]
    files = [table(desk / f"coder_{name}.csv", [head, *decisions]) for name, decisions in coded.items()]
    return table(desk / "answers.csv", rows), files
