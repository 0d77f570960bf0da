"""Stage `codebook`: how each code fares, and a report of it, English and French, HTML and Word: each code's definition,
figures, exemplars and borders.

Its tables stand under processed/coding: code_health, shares, cooccurrence, code_groups, saturation, suggested_examples.
"""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pandas as pd

from pipeline import language as write
from pipeline.agreement.reliability import machine_rating
from pipeline.coding import embed, shares
from pipeline.coding.code_health import code_health, confusions
from pipeline.coding.example_quotations import Quotations
from pipeline.coding.materials import in_coders_terms, main_units
from pipeline.coding.roll_up import with_parents
from pipeline.coding.saturation import saturation_curve, saturation_summary
from pipeline.coding.structure import fit_nowhere
from pipeline.coding.suggested_examples import suggested_examples
from pipeline.coding.themes_tables import code_groups, cooccurrence, counted
from pipeline.coding.vectors import centred
from pipeline.decisions.ratings import ratings
from pipeline.decisions.reading import Reading, readings
from pipeline.decisions.record import from_table
from pipeline.decisions.themes import Code, ThemesCodebook
from pipeline.language import Words
from pipeline.study import Study, fonts, literal, template, tree_of, verbatim
from pipeline.tables import STANCES, DataFrame
from pipeline.tables.coding import Reliability, Topics
from pipeline.tables.decisions import Units

TEMPLATE = "codebook.{language}.md"
TOGETHER = 2  # segments from which two codes are listed as standing together


def run(study: Study) -> None:
    settings, seed = study.params["coding"]["saturation"], study.params["study"]["seed"]
    threshold = study.params["study"]["disclosure_threshold"]
    codebook = study.codebook("themes", ThemesCodebook)
    units, segments, codings = study.table("coding/units"), main_units(study), study.table("coding/codings")
    people = readings(from_table(study.table("coding/decisions")))
    reliability = study.table("coding/reliability")
    topics = study.table_or_empty("coding/topics")  # of an installation without the topic model
    used, notes = counted(codings), segments["note_id"].unique().tolist()
    meaning, _ = centred(embed.study_encoder(study).encode(segments["text"].tolist()))

    confused = confused_codes(study, people, units, codebook)
    nowhere = fit_nowhere(codebook, in_coders_terms(units))
    health = code_health(codebook, codings, segments, meaning, topics, confused, study.languages, nowhere)
    pairs = cooccurrence(used, len(segments))
    groups = code_groups(with_parents(used, codebook), segments, codebook.ids, threshold)
    curve = saturation_curve(used, notes, settings["base_size"], settings["run_lengths"][0], seed)
    reached = saturation_summary(
        used, notes, settings["base_size"], settings["run_lengths"], settings["thresholds"], seed
    )
    quotations = Quotations(segments, codings, people, meaning)
    suggested = suggested_examples(codebook, codings, segments, embed.study_encoder(study).encode)
    styles = template(study, "reference.docx")

    with study.writing() as out, ThreadPoolExecutor(max_workers=2) as pool:
        jobs = []
        out.table("coding/code_health", health)
        out.table("coding/cooccurrence", pairs)
        out.table("coding/code_groups", groups)
        out.table("coding/saturation", curve)
        out.table("coding/suggested_examples", suggested)
        out.json("processed/metrics/codebook.json", {"saturation": reached, "codes": figures(health)})
        for language in study.languages:
            content = {
                **overview(codebook, segments, used, threshold),
                "base_size": settings["base_size"],
                "saturation": [_reached(name, point, language) for name, point in reached.items()],
                "all_met": all_met(curve),
                "candidates": _named(_candidates(topics), ["nearest_code"], codebook, language),
                "pairs": _named(standing_together(pairs, language), ["code_a", "code_b"], codebook, language),
                "themes": themes(codebook, language, health, groups, reliability, used, quotations),
            }
            markdown = render(study, language, content)
            tree = pool.submit(tree_of, _without_head(markdown), f"codebook.{language}.md")
            for kind, arguments in {"html": _page(study, language), "docx": [f"--reference-doc={styles}"]}.items():
                path = out.path(f"reports/codebook.{language}.{kind}")
                jobs.append(pool.submit(_when_parsed, tree, kind, path, [*_head(markdown), *arguments], study.cache))
        if study.has_table("coding/machine_on_coded"):
            out.table("coding/shares", shares.of_study(study))  # while pandoc converts
        for job in jobs:
            job.result()


def confused_codes(study: Study, people: dict[str, Reading], units: DataFrame[Units], codebook: ThemesCodebook) -> dict:
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


def all_met(curve: pd.DataFrame) -> dict[str, int]:
    """How many codes the notes brought, and with which note the last of them came."""
    met = curve["cumulative"].max()
    return {"codes": int(met), "note": int(curve.loc[curve["cumulative"] == met, "position"].min())}


def standing_together(pairs: pd.DataFrame, language: str) -> list[dict]:
    """The codes that stand together most often; what met once says nothing against chance."""
    often = pairs[pairs["segments"] >= TOGETHER].head(15)
    return often.assign(lift=[figure(one, language) for one in often["lift"]]).to_dict("records")


def _named(rows: list[dict], columns: list[str], codebook: ThemesCodebook, language: str) -> list[dict]:
    """The rows with the label of each code in place of its id."""
    labels = {code.id: code.label[language] for code in codebook.codes}
    return [row | {column: labels.get(row[column], row[column]) for column in columns} for row in rows]


def _candidates(topics: DataFrame[Topics]) -> list[dict]:
    """Candidate topics as the template shows them; `terms` are those of every language of the study."""
    found = topics[topics["verdict"] == "candidate"].fillna("")
    by_language = found[[name for name in found.columns if name.startswith("terms_")]]
    terms = [", ".join(text.replace(";", ", ") for text in row if text) for row in by_language.to_numpy()]
    return found.assign(terms=terms).to_dict("records")


def _reached(name: str, point: dict, language: str) -> dict:
    """`run 2, at most 5%` and its figures, as the template shows them."""
    run, threshold = name.removeprefix("run ").removesuffix("%").split(", at most ")
    median = None if point["median"] is None else figure(point["median"], language, 0)
    return {
        **point,
        "run": run,
        "threshold": threshold,
        "share": figure(100 * point["reached"], language, 0),
        "median": median,
    }


def themes(
    codebook: ThemesCodebook,
    language: str,
    health: pd.DataFrame,
    groups: pd.DataFrame,
    reliability: DataFrame[Reliability],
    used: pd.DataFrame,
    quotations: Quotations,
) -> list[dict]:
    """Themes with their codes, as the template shows them."""
    rows = health.set_index("code")
    shown, stances = by_code(groups[~groups["suppressed"]]), by_code(used[["code", "stance"]])
    pairs = by_code(reliability)
    of_code = {
        code.id: _code(code, language, rows.loc[code.id], shown(code.id), pairs(code.id), stances(code.id), quotations)
        for code in codebook.codes
    }
    return [
        {
            "label": theme.label[language],
            "codes": [of_code[code.id] for code in codebook.codes if code.theme == theme.id],
        }
        for theme in codebook.themes
    ]


def by_code(frame: pd.DataFrame) -> Callable[[str], pd.DataFrame]:
    """The rows of a code, by its id; a frame without rows for a code that has none."""
    parts, none = dict(list(frame.groupby("code"))), frame.iloc[:0]
    return lambda code: parts.get(code, none)


def _code(
    code: Code,
    language: str,
    row: pd.Series,
    here: pd.DataFrame,
    pairs: pd.DataFrame,
    stances_of: pd.DataFrame,
    quotations: Quotations,
) -> dict:
    """One code as the template shows it; `here`, `pairs`, `stances_of`: rows of its groups, agreement and codings."""
    say = Words("themes", language)
    overall = here[here["breakdown"] == "overall"]
    percent = {
        name: figure(overall[name].iloc[0], language, 0) if len(overall) else None
        for name in ("percent", "ci_low", "ci_high")
    }
    stances = stances_of["stance"].value_counts()
    return {
        **row.where(row.notna(), None).to_dict(),
        **{name: getattr(code, name)[language] for name in ("label", "definition", "use_when", "not_when")},
        **percent,
        "id": code.id,
        "status": "" if code.is_active else status_text(code, say),
        "cohesion": figure(row["cohesion"], language),
        "advice": row[f"advice_{language}"] if isinstance(row[f"advice_{language}"], str) else None,
        "confused_with": _listed(row["confused_with"], language),
        "nearest": _listed(row["nearest"], language),
        "stances": ", ".join(
            f"{say(f'stance.{one}')} {write.number(stances[one], language)}" for one in STANCES if one in stances
        ),
        "by_group": ", ".join(
            f"{one.group} {one.notes:.0f}/{one.base}" for one in here[here["breakdown"] == "stakeholder"].itertuples()
        ),
        "agreement": [
            {name: figure(value, language) if isinstance(value, float) else value for name, value in pair.items()}
            for pair in pairs.to_dict("records")
        ],
        **quotations.of(code, language),
    }


def status_text(code: Code, say: Words) -> str:
    """What has become of a code, in words."""
    if code.merged_into:
        return say("status.merged", code=code.merged_into)
    if code.split_into:
        return say("status.split", codes=", ".join(code.split_into))
    return say("status.retired") if code.retired else say("status.in use")


def _listed(value: object, language: str) -> str | None:
    """`code (0.41);code (0.25)` as it is written in the language."""
    if not isinstance(value, str):
        return None
    shown = re.sub(r"\((\d+\.\d+)\)", lambda found: f"({figure(float(found[1]), language)})", value)
    return ", ".join(shown.split(";"))


def figure(value: float | None, language: str, decimals: int = 2) -> str | None:
    """A figure as it is written in the language; None for one that is not defined, for the template to leave out.

    >>> figure(0.756, "fr")
    '0,76'
    """
    return write.number(value, language, decimals) or None


def render(study: Study, language: str, content: dict) -> str:
    """The report as Markdown, by the study's own template or the house's."""
    import jinja2

    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False, finalize=literal)
    environment.filters["verbatim"] = verbatim
    # a language without a template has its tables in English
    found = template(study, *(TEMPLATE.format(language=one) for one in (language, "en")))
    return environment.from_string(found.read_text(encoding="utf-8")).render(content)


def _page(study: Study, language: str) -> list[str]:
    """What makes pandoc write the page in the look of the findings."""
    say = Words("themes", language, study)
    values = {
        "style": template(study, "page.css").read_text(encoding="utf-8"),
        "contents": say("contents"),
        "skip": say("skip"),
    }
    said = [f"--variable={name}:{value}" for name, value in values.items()]
    house = [f"--template={template(study, 'page.html')}", f"--lua-filter={template(study, 'evidence.lua')}"]
    return ["--embed-resources", *house, *said]


def _when_parsed(tree: Future[str], to: str, path: Path, arguments: list[str], store: Path) -> None:
    convert(tree.result(), to, path, arguments)
    if to == "html":
        path.write_text(fonts.with_faces(path.read_text(encoding="utf-8"), store), encoding="utf-8", newline="\n")


def convert(tree: str, to: str, path: Path, arguments: list[str]) -> None:
    """A document's tree (see `tree_of`) to one self-contained file: the same bytes for the same text."""
    import pypandoc

    contents = ["--toc", "--toc-depth=2"] if to == "html" else []  # Word's would stand empty until somebody updates it
    standalone = ["--standalone", "--sandbox", *contents, *arguments]
    pypandoc.convert_text(tree, to, format="json", outputfile=path, extra_args=standalone, verify_format=False)


def _head(markdown: str) -> list[str]:
    """Title and language from the head of the report's own template, as pandoc is told them."""
    values = re.findall(r'(?m)^(title|lang): "?(.*?)"?$', markdown.split("\n---\n")[0])
    return [f"--metadata={name}:{value}" for name, value in values]


def _without_head(markdown: str) -> str:
    return markdown.split("\n---\n", 1)[1] if markdown.startswith("---\n") else markdown
