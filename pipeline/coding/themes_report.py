"""The codebook report, English and French, HTML and Word: each code's definition, figures, exemplars and borders.

Its tables stand under processed/coding: code_health, cooccurrence, code_groups, saturation.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.agreement.reliability import machine_rating
from pipeline.coding import embed
from pipeline.coding.code_health import code_health, confusions, status
from pipeline.coding.example_quotations import Quotations
from pipeline.coding.materials import main_units
from pipeline.coding.roll_up import with_parents
from pipeline.coding.saturation import saturation_curve, saturation_summary
from pipeline.coding.themes_tables import code_groups, cooccurrence, counted
from pipeline.decisions.ratings import ratings
from pipeline.decisions.reading import Reading, readings
from pipeline.decisions.record import from_table
from pipeline.decisions.themes import Code, ThemesCodebook
from pipeline.study import Study
from pipeline.tables import LANGUAGES, STANCES

HOUSE_TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
STANCE_WORDS = {
    "en": {"supportive": "supportive", "critical": "critical", "mixed": "mixed", "neutral": "neutral"},
    "fr": {"supportive": "favorable", "critical": "critique", "mixed": "partagée", "neutral": "neutre"},
}


def run(study: Study) -> None:
    settings, seed = study.params["coding"]["saturation"], study.params["study"]["seed"]
    threshold = study.params["study"]["disclosure_threshold"]
    codebook = study.codebook("themes", ThemesCodebook)
    units, segments, codings = study.table("coding/units"), main_units(study), study.table("coding/codings")
    people = readings(from_table(study.table("coding/decisions")))
    topics, reliability = study.table("coding/topics"), study.table("coding/reliability")
    used, notes = counted(codings), segments["note_id"].unique().tolist()
    meaning, _ = embed.centred(embed.load(study), segments["segment_id"].tolist())

    health = code_health(codebook, codings, segments, meaning, topics, confused_codes(study, people, units, codebook))
    pairs = cooccurrence(used, len(segments))
    groups = code_groups(with_parents(used, codebook), segments, codebook.ids, threshold)
    curve = saturation_curve(used, notes, settings["base_size"], settings["run_lengths"][0], seed)
    reached = saturation_summary(
        used, notes, settings["base_size"], settings["run_lengths"], settings["thresholds"], seed
    )
    quotations = Quotations(segments, codings, people, meaning)
    template = HOUSE_TEMPLATES / "reference.docx"

    with study.writing() as out, ThreadPoolExecutor(max_workers=2) as pool:
        jobs = []
        out.table("coding/code_health", health)
        out.table("coding/cooccurrence", pairs)
        out.table("coding/code_groups", groups)
        out.table("coding/saturation", curve)
        out.json("processed/metrics/codebook.json", {"saturation": reached, "codes": figures(health)})
        for language in LANGUAGES:
            content = {
                **overview(codebook, segments, used, threshold),
                "base_size": settings["base_size"],
                "saturation": [_reached(name, point, language) for name, point in reached.items()],
                "candidates": _candidates(topics),
                "pairs": pairs.head(15).assign(lift=pairs["lift"].map(partial(number, language))).to_dict("records"),
                "themes": themes(codebook, language, health, groups, reliability, used, quotations),
            }
            markdown = render(study, language, content)
            for kind, arguments in {"html": ["--embed-resources"], "docx": [f"--reference-doc={template}"]}.items():
                path = out.path(f"reports/codebook.{language}.{kind}")
                jobs.append(pool.submit(convert, markdown, kind, path, arguments))
        for job in jobs:
            job.result()


def confused_codes(study: Study, people: dict[str, Reading], units: pd.DataFrame, codebook: ThemesCodebook) -> dict:
    """What the machine, blind, takes each code for; nothing where no note is coded by people."""
    if not study.has_table("coding/machine_on_coded"):
        return {}
    machine = machine_rating(study.table("coding/machine_on_coded"), units, codebook.ids)
    found: dict[str, Counter] = {}
    for said in ratings(people, units["unit_id"].tolist(), codebook.ids).values():
        for code, counts in confusions(machine, said).items():
            found[code] = found.get(code, Counter()) | counts  # the larger of the counts: coders of the same note
    return found


def figures(health: pd.DataFrame) -> dict[str, int]:
    """Counts for `dvc metrics`."""
    in_use = health[health["status"] == "in use"]
    return {
        "in_use": len(in_use),
        "never_used": int(in_use["never_used"].sum()),
        "in_fewer_than_3_notes": int((in_use["notes"] < 3).sum()),
    }


def overview(codebook: ThemesCodebook, segments: pd.DataFrame, used: pd.DataFrame, threshold: int) -> dict:
    return {
        "used": used["code"].nunique(),
        "active": len(codebook.active),
        "coded": used["segment_id"].nunique(),
        "segments": len(segments),
        "notes": segments["note_id"].nunique(),
        "threshold": threshold,
    }


def _candidates(topics: pd.DataFrame) -> list[dict]:
    """Candidate topics as the template shows them."""
    found = topics[topics["verdict"] == "candidate"].fillna("")
    terms = {name: found[name].str.replace(";", ", ") for name in ("terms_en", "terms_fr")}
    return found.assign(**terms).to_dict("records")


def _reached(name: str, point: dict, language: str) -> dict:
    """`run 2, at most 5%` and its figures, as the template shows them."""
    run, threshold = name.removeprefix("run ").removesuffix("%").split(", at most ")
    median = None if point["median"] is None else number(language, point["median"], 0)
    return {**point, "run": run, "threshold": threshold, "share": round(100 * point["reached"]), "median": median}


def themes(
    codebook: ThemesCodebook,
    language: str,
    health: pd.DataFrame,
    groups: pd.DataFrame,
    reliability: pd.DataFrame,
    used: pd.DataFrame,
    quotations: Quotations,
) -> list[dict]:
    """Themes with their codes, as the template shows them."""
    rows = health.set_index("code")
    of_code = {
        code.id: _code(code, language, rows.loc[code.id], groups, reliability, used, quotations)
        for code in codebook.codes
    }
    return [
        {
            "label": getattr(theme.label, language),
            "codes": [of_code[code.id] for code in codebook.codes if code.theme == theme.id],
        }
        for theme in codebook.themes
    ]


def _code(code: Code, language: str, row, groups, reliability, used, quotations: Quotations) -> dict:
    figure = partial(number, language)
    here = groups[(groups["code"] == code.id) & ~groups["suppressed"]]
    overall = here[here["breakdown"] == "overall"]
    percent = {
        name: figure(overall[name].iloc[0], 0) if len(overall) else None for name in ("percent", "ci_low", "ci_high")
    }
    stances = used.loc[used["code"] == code.id, "stance"].value_counts()
    pairs = reliability[reliability["code"] == code.id]
    return {
        **row.where(row.notna(), None).to_dict(),
        **{name: getattr(getattr(code, name), language) for name in ("label", "definition", "use_when", "not_when")},
        **percent,
        "id": code.id,
        "status": status(code) if language == "en" else _status_fr(code),
        "cohesion": figure(row["cohesion"]),
        "advice": row[f"advice_{language}"] if isinstance(row[f"advice_{language}"], str) else None,
        "confused_with": _listed(row["confused_with"], language),
        "nearest": _listed(row["nearest"], language),
        "stances": ", ".join(f"{STANCE_WORDS[language][one]} {stances[one]}" for one in STANCES if one in stances),
        "by_group": ", ".join(
            f"{one.group} {one.notes:.0f}/{one.base}" for one in here[here["breakdown"] == "stakeholder"].itertuples()
        ),
        "agreement": [
            {name: figure(value) if isinstance(value, float) else value for name, value in pair.items()}
            for pair in pairs.to_dict("records")
        ],
        **quotations.of(code, language),
    }


def _status_fr(code: Code) -> str:
    if code.merged_into:
        return f"fondu dans {code.merged_into}"
    if code.split_into:
        return f"scindé en {', '.join(code.split_into)}"
    return "retiré" if code.retired else ""


def _listed(value: object, language: str) -> str | None:
    """`code (0.41);code (0.25)` as it is written in the language."""
    if not isinstance(value, str):
        return None
    return ", ".join(value.split(";")).replace("(0.", "(0," if language == "fr" else "(0.")


def number(language: str, value: float, decimals: int = 2) -> str | None:
    """A figure as it is written in the language; nothing for one that is not defined.

    >>> number("fr", 0.756)
    '0,76'
    """
    if value is None or np.isnan(value):
        return None
    return f"{value:.{decimals}f}".replace(".", "," if language == "fr" else ".")


def render(study: Study, language: str, content: dict) -> str:
    """The report as Markdown, by the study's own template or the house's."""
    import jinja2

    folders = [study.reports / "templates", HOUSE_TEMPLATES]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders), undefined=jinja2.StrictUndefined, autoescape=False
    )
    return environment.get_template(f"codebook.{language}.md").render(content)


def convert(markdown: str, to: str, path: Path, arguments: list[str]) -> None:
    """Markdown to one self-contained file, the same bytes for the same text."""
    import pypandoc

    standalone = ["--standalone", "--toc", "--toc-depth=2", *arguments]
    pypandoc.convert_text(markdown, to, format="markdown", outputfile=path, extra_args=standalone)
