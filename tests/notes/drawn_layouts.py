"""Invented talk written down in any layout: what a program or a person might make of it. Drawn at random by tests."""

# ruff: noqa: E501  (a layout, or a row of labels, reads best on one line)

import io
import random
from dataclasses import dataclass

import docx

ASKED = [
    "How did you hear of the bursary?", "What happened at the ferry terminal?", "And how long did that take?",
    "Could you say more about the roof?", "Who signed the lease in the end?", "Why did the second crew leave?",
    "Tell me about the first winter.", "Did anything change after the flood?", "What would you do differently?",
]  # fmt: skip
SAID = [
    "My neighbour had a leaflet. She pinned it on the board by the door, and I rang the next day.",
    "Nothing much: the boat was late, and the crates stayed on the quay until noon.",
    "Three weeks, maybe four. We had no crane, so everything went up by hand.",
    "The roof leaked in two places. One was my fault, I will admit that.",
    "I did, with a borrowed pen. Is that not what one does?",
    "They found better pay at the mill. I cannot say I blame them – it is hard work.",
    "Cold. The pipes froze twice and we melted snow on the stove for the goats.",
    "Yes, the whole cellar. We lost the seed potatoes and most of the tools.",
    "I would begin in May instead of August. And I would count the nails first.",
    "No.", "Well, yes and no.", "It was fine, thanks.",
]  # fmt: skip
DEMANDE = [
    "Comment avez-vous connu la bourse ?", "Que s'est-il passé au quai ?", "Combien de temps cela a-t-il pris ?",
    "Parlez-moi du premier hiver.", "Qui a signé le bail, finalement ?", "Que feriez-vous autrement ?",
]  # fmt: skip
REPOND = [
    "Ma voisine avait un dépliant. Elle l'avait affiché près de la porte, et j'ai appelé le lendemain.",
    "Pas grand-chose : le bateau était en retard, les caisses sont restées dehors jusqu'à midi.",
    "Trois semaines, peut-être quatre. On n'avait pas de grue, tout est monté à la main.",
    "Le froid. Les tuyaux ont gelé deux fois et on faisait fondre de la neige pour les chèvres.",
    "C'est moi – avec un stylo emprunté. On ne fait pas comme ça ?", "Non.", "Oui et non, je dirais.",
    "Je commencerais en mai plutôt qu'en août, et je compterais les clous d'abord.",
]  # fmt: skip

# Labels: who asks, then those who answer. The first group settles roles by itself, the others leave them to the talk.
SETTLED = {
    "en": [
        ["Interviewer", "Participant"], ["INT", "P1", "P2"], ["I", "R"], ["Q", "A"], ["Moderator", "Freya", "Tomasz", "Ines"],
        ["MODERATOR", "RESPONDENT 1", "RESPONDENT 2"], ["Facilitator", "P01", "P02", "P03"], ["int", "p1"],
        ["Researcher", "Participant #1", "Participant #2"], ["Interviewer 1", "Interviewee"], ["Int.", "Resp."],
        ["Moderator", "Farmer", "Teacher"], ["Interviewer", "Mr. Halloran", "Ms. Quist"],
    ],
    "fr": [
        ["Intervieweuse", "Répondant"], ["Enquêtrice", "Enquêté·e 1", "Enquêté·e 2"], ["Animatrice", "Participante 1", "Participante 2"],
        ["Intervieweur(se)", "Participant·e"], ["ENQUÊTEUR", "ENQUÊTÉE"], ["Animateur/animatrice", "P1", "P2", "P3"],
        ["Chercheuse", "Mme Landry", "M. Ouellet"], ["Modératrice", "Participant(e) 1", "Participant(e) 2"],
    ],
}  # fmt: skip
NAMES = {
    "en": [
        ["Freya Lindqvist", "Tomasz Wrona"], ["Speaker 1", "Speaker 2"], ["SPEAKER_00", "SPEAKER_01"], ["S1", "S2", "S3"],
        ["Lindqvist, Freya", "Wrona, Tomasz"], ["FL", "TW"], ["Freya", "Tomasz"], ["Freya L.", "T. Wrona"],
    ],
    "fr": [["Locutrice 1", "Locuteur 2"], ["Océane Thibault", "Réjean Côté"], ["Personne 1", "Personne 2"], ["OT", "RC"]],
}  # fmt: skip

CLOCKS = [
    "[{h:02d}:{m:02d}:{s:02d}]", "({m:02d}:{s:02d})", "{h:02d}:{m:02d}:{s:02d}", "[{h}:{m:02d}:{s:02d}.250]",
    "#{h:02d}:{m:02d}:{s:02d}-0#", "<{h:02d}:{m:02d}:{s:02d}>", "{m}:{s:02d}",
]  # fmt: skip


@dataclass
class Turn:
    speaker: str
    role: str
    text: str
    start_s: int


def talk(rng: random.Random, labels: list[str], language: str, length: int) -> list[Turn]:
    """Questions and answers, in a group everybody in turn, with an answer that asks back now and then."""
    asked, said = (ASKED, SAID) if language == "en" else (DEMANDE, REPOND)
    turns, clock = [], rng.randint(0, 5)
    while len(turns) < length:
        answering = rng.sample(labels[1:], rng.randint(1, len(labels) - 1))
        for label in [labels[0], *answering]:
            text = rng.choice(asked if label == labels[0] else said)
            turns.append(Turn(label, "interviewer" if label == labels[0] else "participant", text, clock))
            clock += rng.randint(3, 40)
    return turns


def clock(form: str, seconds: int) -> str:
    return form.format(h=seconds // 3600, m=seconds // 60 % 60, s=seconds % 60)


def lines(turns: list[Turn], opening, between: str = "\n", above=None) -> str:
    return between.join(f"{above(turn) if above else ''}{opening(turn)}{turn.text}" for turn in turns)


def written(rng: random.Random, turns: list[Turn], named: str) -> tuple[str, str, bool]:
    """(name of the layout, the text of a .txt, whether it tells times). named: `words` for labels that are usual ones."""
    form = rng.choice(CLOCKS)
    gap = rng.choice(["\n", "\n\n"])
    plain = {
        "colon": lambda: lines(turns, lambda t: f"{t.speaker}: ", gap),
        "colon spaced": lambda: lines(turns, lambda t: f"{t.speaker} : ", gap),
        "colon, no-break": lambda: lines(turns, lambda t: f"{t.speaker}\u00a0:\u00a0", gap),
        "colon, below": lambda: lines(turns, lambda t: f"{t.speaker}:\n", "\n\n"),
        "bold stars": lambda: lines(turns, lambda t: f"**{t.speaker}:** ", gap),
        "bold stars, colon out": lambda: lines(turns, lambda t: f"**{t.speaker}**: ", gap),
        "arrows": lambda: lines(turns, lambda t: f">> {t.speaker}: ", gap),
        "brackets, colon": lambda: lines(turns, lambda t: f"[{t.speaker}]: ", gap),
        "tab": lambda: lines(turns, lambda t: f"{t.speaker}\t", gap),
        "colon tab": lambda: lines(turns, lambda t: f"{t.speaker}:\t", gap),
        "wide space": lambda: lines(turns, lambda t: f"{t.speaker}      ", gap),
        "numbered lines": lambda: "\n".join(f"{n}\t{t.speaker}: {t.text}" for n, t in enumerate(turns, 1)),
        "numbered": lambda: "\n".join(f"{n}. {t.speaker}: {t.text}" for n, t in enumerate(turns, 1)),
    }
    usual = {
        "dash": lambda: lines(turns, lambda t: f"{t.speaker} – ", gap),
        "long dash": lambda: lines(turns, lambda t: f"{t.speaker} — ", gap),
        "hyphen": lambda: lines(turns, lambda t: f"{t.speaker} - ", gap),
        "brackets": lambda: lines(turns, lambda t: f"[{t.speaker}] ", gap),
        "round brackets": lambda: lines(turns, lambda t: f"({t.speaker}) ", gap),
        "arrow sign": lambda: lines(turns, lambda t: f"{t.speaker} > ", gap),
        "bar": lambda: lines(turns, lambda t: f"{t.speaker} | ", gap),
        "own line": lambda: lines(turns, lambda t: f"{t.speaker}\n", "\n\n"),
        "own paragraph": lambda: lines(turns, lambda t: f"{t.speaker}\n\n", "\n\n"),
        "stop": lambda: lines(turns, lambda t: f"{t.speaker}. ", gap),
    }
    timed = {
        "stamp colon": lambda: lines(turns, lambda t: f"{clock(form, t.start_s)} {t.speaker}: ", gap),
        "label stamp colon": lambda: lines(turns, lambda t: f"{t.speaker} {clock(form, t.start_s)}: ", gap),
        "label colon stamp": lambda: lines(turns, lambda t: f"{t.speaker}: {clock(form, t.start_s)} ", gap),
        "label stamp, below": lambda: lines(turns, lambda t: f"{t.speaker} {clock(form, t.start_s)}\n", "\n\n"),
        "label wide stamp, below": lambda: lines(turns, lambda t: f"{t.speaker}   {clock(form, t.start_s)}\n", "\n\n"),
        "stamp label, below": lambda: lines(turns, lambda t: f"{clock(form, t.start_s)} {t.speaker}\n", "\n\n"),
        "stamp dash label, below": lambda: lines(turns, lambda t: f"{clock(form, t.start_s)} - {t.speaker}\n", "\n\n"),
        "stamp line": lambda: lines(turns, lambda t: f"{clock(form, t.start_s)}\n{t.speaker}: ", "\n\n"),
        "label line, stamp line": lambda: lines(turns, lambda t: f"{t.speaker}\n{clock(form, t.start_s)}\n", "\n\n"),
        "span line, label": lambda: lines(
            turns, lambda t: f"{clock('{h}:{m:02d}:{s:02d}.000', t.start_s)} --> {clock('{h}:{m:02d}:{s:02d}.000', t.start_s + 2)}\n{t.speaker}\n", "\n\n"
        ),
        "stamp brackets label": lambda: lines(turns, lambda t: f"[{clock('{h:02d}:{m:02d}:{s:02d}', t.start_s)}] [{t.speaker}] ", gap),
    }  # fmt: skip
    family = {**plain, **timed} if named == "names" else {**plain, **usual, **timed}
    name = rng.choice(sorted(family))
    return name, family[name](), name in timed


HEADS = {
    "en": ["", "", "Interview 12\nDate: 4 May 2023\nPlace: the old cannery\n\n", "Transcript\n\n", "Consent given: yes\nDuration: 41 min\n\n",
           "Ferry study – second round\n\nRecorded on 4 May 2023\n\n", "INTERVIEW TRANSCRIPT\nFile: rec_0012.m4a\n\n"],
    "fr": ["", "", "Entretien 12\nDate : 4 mai 2023\nLieu : l'ancienne conserverie\n\n", "Transcription\n\n",
           "Consentement : oui\nDurée : 41 min\n\n"],
}  # fmt: skip
FEET = {
    "en": ["", "", "\n\nTranscribed by https://example.org\n", "\n\n[End of recording]\n", "\n\nEnd of interview\n"],
    "fr": ["", "", "\n\nFin de l'entretien\n", "\n\n[Fin de l'enregistrement]\n", "\n\nTranscription générée automatiquement.\n"],
}  # fmt: skip


def text_file(rng: random.Random, named: str) -> tuple[str, bytes, list[Turn], bool]:
    """(what it is, a .txt, its turns, whether it tells times)."""
    language = rng.choice(["en", "fr"])
    labels = rng.choice((SETTLED if named == "words" else NAMES)[language])
    turns = talk(rng, labels, language, rng.randint(6, 14))
    if len({turn.speaker for turn in turns}) < 2:
        turns = talk(rng, labels, language, 14)
    name, content, timed = written(rng, turns, named)
    whole = rng.choice(HEADS[language]) + content + rng.choice(FEET[language])
    return f"{language} {name} {labels}", whole.encode(), turns, timed


TABLE_HEADS = {
    "time": ["Time", "Timestamp", "Timespan", "Temps", "Minutage", "Start"],
    "number": ["#", "No.", "N°", "Line", "Tour"],
    "speaker": ["Speaker", "Who", "Locuteur", "Intervenant", "Name"],
    "talk": ["Text", "Content", "Transcript", "Texte", "Verbatim", "Contenu"],
    "aside": ["Codes", "Memo", "Remarks", "Commentaires", "Thèmes"],
}
CODES = ["access", "cost; time", "staff", "", "weather", "", "money"]


def table_file(rng: random.Random) -> tuple[str, bytes, list[Turn], bool]:
    """(what it is, a .docx with a table, its turns, whether it tells times)."""
    language = rng.choice(["en", "fr"])
    labels = rng.choice((SETTLED if rng.random() < 0.6 else NAMES)[language])
    turns = talk(rng, labels, language, rng.randint(6, 12))
    columns = ["speaker", "talk"] if rng.random() < 0.7 else ["talk", "speaker"]
    for extra, place in (("time", 0), ("number", 0), ("aside", None)):
        if rng.random() < 0.4:
            columns.insert(len(columns) if place is None else place, extra)
    head = rng.random() < 0.6
    document = docx.Document()
    if rng.random() < 0.4:
        facts = document.add_table(rows=0, cols=2)
        for key, value in [("Date", "4 May 2023"), ("Place", "cannery"), ("Consent", "yes"), ("Recorder", "DX-9")]:
            cells = facts.add_row().cells
            cells[0].text, cells[1].text = key, value
        document.add_paragraph()
    table = document.add_table(rows=0, cols=len(columns))
    if head:
        for cell, kind in zip(table.add_row().cells, columns, strict=True):
            cell.text = rng.choice(TABLE_HEADS[kind])
    form = rng.choice(CLOCKS)
    for number, turn in enumerate(turns, start=1):
        values = {"time": clock(form, turn.start_s), "number": str(number), "speaker": turn.speaker, "talk": turn.text}
        for cell, kind in zip(table.add_row().cells, columns, strict=True):
            cell.text = values.get(kind, rng.choice(CODES))
    out = io.BytesIO()
    document.save(out)
    return f"{language} table {columns} head={head} {labels}", out.getvalue(), turns, "time" in columns


def word_file(rng: random.Random) -> tuple[str, bytes, list[Turn], bool]:
    """(what it is, a .docx in paragraphs, its turns, whether it tells times)."""
    language = rng.choice(["en", "fr"])
    labels = rng.choice((SETTLED if rng.random() < 0.6 else NAMES)[language])
    turns = talk(rng, labels, language, rng.randint(6, 12))
    way = rng.choice(
        ["bold colon", "bold tab", "bold space", "heading", "bold line", "italic line", "bold stamp break", "plain tab"]
    )
    document = docx.Document()
    if rng.random() < 0.5:
        document.add_heading("Interview about the ferry", 1)
    for turn in turns:
        paragraph = document.add_heading(turn.speaker, 2) if way == "heading" else document.add_paragraph()
        if way == "heading":
            document.add_paragraph(turn.text)
        elif way in ("bold line", "italic line"):
            run = paragraph.add_run(turn.speaker)
            run.bold, run.italic = way == "bold line", way == "italic line"
            document.add_paragraph(turn.text)
        elif way == "plain tab":
            paragraph.add_run(f"{turn.speaker}\t{turn.text}")
        else:
            ends = {"bold colon": ": ", "bold tab": "\t", "bold space": " "}.get(way, "")
            paragraph.add_run(turn.speaker + ends.rstrip("\t ")).bold = True
            if way == "bold stamp break":
                paragraph.add_run(f"   {clock('{m}:{s:02d}', turn.start_s)}").add_break()
            else:
                paragraph.add_run(ends[-1:])
            paragraph.add_run(turn.text)
    out = io.BytesIO()
    document.save(out)
    return f"{language} word {way} {labels}", out.getvalue(), turns, way == "bold stamp break"
