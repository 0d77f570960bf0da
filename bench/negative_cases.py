"""Does the search find what speaks against a finding? `python -m bench.negative_cases [SENTENCES.csv] [--whole]`.

Invented sentences, each against one finding of this study (or those of a file: finding_id, text), are planted among the
study's own passages; a sentence counts as found where it stands among the nearest that a person is shown.

Planted alone, a sentence is found by its words only, since no coder has read it. `--whole` writes them into invented
notes of a copy of the study instead, six turns a note, and runs every stage that a note goes through (half a minute):
the machine hears the finding's code in many of them, and where it does not, it may still be likelier than others.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.coding import embed
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study
from pipeline.triangulation import settings, tables_read
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.near_passages import (
    Passages,
    counted,
    encoded,
    nearest,
    nearness,
    passages_of,
    queries,
    shown,
)

Sentences = list[tuple[str, str]]  # finding and sentence
A_NOTE = 6
ASKED = ["What else comes to mind?", "How do you see it?", "Comment voyez-vous cela?"]
AROUND = ["Let me think about that.", "That is how it looks from here.", "Bon, c'est une longue histoire.", "Voilà."]
STAGES = ["transcribe", "deidentify", "units", "decisions", "embed", "code", "triangulate"]

PLANTED = [
    ("F01", "Honestly, we would have hired those students anyway; the subsidy just came in handy."),
    ("F01", "On aurait pris le même nombre de stagiaires sans leur argent, je vous le dis franchement."),
    ("F02", "Nobody outside the sector talks about work-integrated learning any more than they did five years ago."),
    ("F05", "It's always the same downtown students who get in; the ones up north never see any of it."),
    ("F05", "Les jeunes des communautés éloignées, le programme ne les a jamais rejoints."),
    ("F07", "They don't speak for business, and the colleges don't listen to them either."),
    ("F08", "Neutral? Everybody knows which government they are close to."),
    ("F09", "They have staff in every province and they know our region as well as we do."),
    ("F09", "Ici, dans l'Ouest, on ne se sent pas oubliés du tout, ils viennent nous voir souvent."),
    ("F10", "Every employer I deal with knows exactly who they are and what they do."),
    ("F11", "We and the other intermediaries share leads all the time; nobody competes here."),
    ("F12", "How they picked the partners made no sense to us; it was the same friends again."),
    ("F13", "The contract arrived months before the term, so the dates suited us perfectly."),
    ("F13", "Les ententes sont arrivées bien avant la session, le calendrier nous convenait."),
    ("F14", "We asked for help three times and nobody ever called us back."),
    ("F14", "Le soutien, on l'attend encore; personne ne répond à nos questions."),
    ("F15", "I have never opened one of their reports, and I don't see what I would do with them."),
    ("F16", "The meetings are a waste of an afternoon; too many speeches and the wrong people in the room."),
    ("F17", "The short formats were more work for us than an ordinary placement, and riskier."),
    ("F17", "Les microstages, c'est plus compliqué pour nous qu'un stage ordinaire."),
    ("F21", "Going online did not bring back a single one of the placements we lost."),
    ("F28", "My students came back having learned nothing they could use; they made photocopies."),
    ("F28", "Franchement, mon stage ne m'a rien appris, je classais des dossiers."),
    ("F29", "After the placement I was more lost about my career than before."),
    ("F30", "There are more places than students here; we cannot fill them all."),
    ("F31", "When the money stops, we go back to zero; the office has no more staff than before."),
    ("F34", "The big companies' numbers cost the small places nothing; we got our share just the same."),
    ("F35", "The numbers they ask for are exactly the ones that matter to us."),
    ("F39", "I learned nothing about placements from any of their introductions."),
    ("F41", "It has run its course, and I would close it down next year."),
]

# Written before the ranking was worked on, and looked at once it was done.
KEPT_ASIDE = [
    ("F01", "They'd have taken on the interns with or without the grant, that's the truth of it."),
    ("F02", "I don't see them out promoting co-op anywhere; the talk was there before them."),
    ("F04", "The college and our company hardly talk, same as before the program."),
    ("F05", "Rien n'a changé pour les étudiants en situation de handicap, ils restent à la porte."),
    ("F07", "Business and universities are as far apart as ever, and they are not the ones closing the gap."),
    ("F08", "They lean towards the government, everybody sees it."),
    ("F09", "On les voit autant en Atlantique qu'à Toronto."),
    ("F10", "Tout le monde connaît leur nom dans le milieu."),
    ("F11", "Even though we chase the same funds, we help one another and pass students along."),
    ("F12", "La sélection des partenaires s'est faite à huis clos, personne n'a compris pourquoi eux."),
    ("F13", "We had the signed agreement in hand well ahead of September, no trouble with the school year."),
    ("F14", "Nobody at the office could answer my questions about the claims."),
    ("F15", "Their studies gather dust; they tell us nothing we can apply."),
    ("F16", "Ces rencontres ne m'apportent rien, c'est toujours les mêmes discours."),
    ("F17", "A two-week project takes me as much paperwork as a four-month term, so no, it is not easier."),
    ("F21", "Le virtuel n'a pas remplacé les stages perdus, on est resté avec rien."),
    ("F28", "I just answered phones, there was nothing to learn."),
    ("F29", "Mon stage ne m'a pas aidé à savoir ce que je veux faire."),
    ("F30", "Il y a assez de stages pour tout le monde, on en a même de trop."),
    ("F31", "On n'a pas une personne de plus pour les stages qu'il y a quatre ans."),
    ("F34", "Going after the big firms has not taken anything away from rural places."),
    ("F35", "The counts they collect tell the story well enough."),
    ("F39", "I did not meet anybody or find out anything about co-op through them."),
    ("F41", "I would not renew it, the money is better spent elsewhere."),
]


def main() -> None:
    study, files = Study(Path.cwd()), [one for one in sys.argv[1:] if not one.startswith("--")]
    sets = {"planted": PLANTED, "kept aside": KEPT_ASIDE}
    if files:
        sets = {one: list(pd.read_csv(one)[["finding_id", "text"]].itertuples(index=False, name=None)) for one in files}
    if "--whole" in sys.argv:
        in_invented_notes(study, sets)
        return
    for name, planted in sets.items():
        print(f"{name}:")
        ranked(study, planted)


def in_invented_notes(study: Study, sets: dict[str, Sentences]) -> None:
    """Prints the sentences that are not shown of their finding, and how many are, each set by itself."""
    every = [(name, *one) for name, planted in sets.items() for one in planted]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("raw", "codebooks", "processed", "reports", ".cache"):
            shutil.copytree(study.root / name, copy / name)
        for name in ("params.yaml", "versions.yaml"):
            shutil.copy(study.root / name, copy / name)
        places = written(copy, [text for _, _, text in every])
        environment = os.environ | {"PYTHONPATH": str(study.root)}
        for stage in STAGES:
            command = [sys.executable, "-m", "pipeline", stage]
            subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
        found = Study(copy).table("triangulation/negative_search").set_index(["finding_id", "unit_id"])
    for name in sets:
        own = [(one[1:], place) for one, place in zip(every, places, strict=True) if one[0] == name]
        missed = [sentence for sentence, place in own if (sentence[0], place) not in found.index]
        print(f"{name}: {len(own) - len(missed)} of {len(own)} shown; not shown:")
        for finding_id, text in missed:
            print(f"      {finding_id}  {text}")


def written(study: Path, texts: list[str]) -> list[str]:
    """Invented notes with these sentences, entered in the manifest; the unit of each sentence."""
    manifest = study / "raw/interviews/manifest.csv"
    rows = pd.read_csv(manifest, dtype=str, keep_default_na=False)
    places, new = [], []
    for start in range(0, len(texts), A_NOTE):
        note = f"INVENTED-{start // A_NOTE + 1:02d}"
        lines = [f"Note: {note}"]
        for at, text in enumerate(texts[start : start + A_NOTE]):
            around = AROUND[(start + at) % len(AROUND)]
            lines += [f"I: {ASKED[at % len(ASKED)]}", f"R: {around} {text} {AROUND[at % len(AROUND)]}"]
            places.append(f"{note}#{2 * at + 2}")
        (manifest.parent / f"{note}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
        like = rows.iloc[start // A_NOTE % len(rows)]
        new.append(
            like.to_dict()
            | {"note_id": note, "file": f"interviews/{note}.txt", "mode": "interview", "language": "mixed"}
        )
    pd.concat([rows, pd.DataFrame(new)]).to_csv(manifest, index=False)
    return places


def ranked(study: Study, planted: Sentences) -> None:
    """Prints where each sentence stands among the passages that a person is shown of its finding."""
    matrix, themes = study.codebook("evaluation", EvaluationCodebook), study.codebook_if_any("themes", ThemesCodebook)
    inputs, encoder = tables_read.load(study), embed.Encoder(study)
    invented = pd.DataFrame({"segment_id": [f"PLANTED-{at}#1" for at in range(len(planted))],
                             "text": [text for _, text in planted]})  # fmt: skip
    own = passages_of(inputs.segments, embed.study_encoder(study).encode)
    others = passages_of(invented, encoder.encode)
    passages = Passages(
        np.concatenate([own.units, len(own.ids) + others.units]), np.vstack([own.vectors, others.vectors]),
        own.ids + others.ids,
    )  # fmt: skip
    asked = [queries(finding, themes) for finding in matrix.findings]
    known = encoded(encoder.encode, [text for one in asked for texts in one for text in texts])
    near = dict(zip([finding.id for finding in matrix.findings], nearness(passages, asked, known).T, strict=True))
    settled = {finding.id: counted(finding, inputs.codings)[0] for finding in matrix.findings}
    most = dict(zip(settled, shown(matrix, settings.read(study).rule.searched), strict=True))
    found = 0
    for at, (finding_id, text) in enumerate(planted):
        order = nearest(passages.ids, near[finding_id], settled[finding_id], len(passages.ids))
        rank = [passage for passage, _ in order].index(f"PLANTED-{at}#1") + 1
        found += rank <= most[finding_id]
        print(f"{rank:4d}  {finding_id}  {text}")
    print(f"{found} of {len(planted)} among the nearest that a person is shown")


if __name__ == "__main__":
    main()
