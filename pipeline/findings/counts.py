"""What the method chapter counts: records, respondents, notes, segments, and the double coding."""

from dataclasses import dataclass

import pandas as pd

from pipeline.findings.sources import Sources


@dataclass(frozen=True)
class Count:
    """A count and where it was made."""

    value: float
    table: str
    row: str
    raw: tuple[str, ...]
    records: tuple[tuple[str, bool], ...] = ()
    turns: tuple[str, ...] = ()


PLAIN = ("records", "respondents", "dropped", "population", "changes", "indicators", "notes", "manifest", "waiting",
         "drafted", "documents", "withdrawn", "segments", "double_coded", "codings", "codings_people",
         "codings_machine", "sides_differ", "claims", "findings", "evidence")  # fmt: skip
SURVEY = ("records", "respondents", "dropped", "population", "changes", "indicators")
CODING = ("codings", "codings_people", "codings_machine")
TRIANGULATION = {"claims": "published", "findings": "matrix", "evidence": "evidence"}


def names(sources: Sources) -> list[str]:
    """Every count a chapter may call, `dropped.REASON`, `notes.GROUP` and `findings.STANDING` among them."""
    reasons = sorted(sources.dropped["reason"].unique())
    groups = sorted(sources.notes["stakeholder"].unique())
    standings = sorted(sources.matrix["standing"].unique())
    return [*PLAIN, *(f"dropped.{reason}" for reason in reasons), *(f"notes.{group}" for group in groups),
            *(f"findings.{standing}" for standing in standings)]  # fmt: skip


def count(sources: Sources, name: str) -> Count:
    """The count called `name` (see `names`). Raises KeyError for another name."""
    if name not in names(sources):
        raise KeyError(name)
    kind, _, subset = name.partition(".")
    if kind in SURVEY:
        return _of_survey(sources, kind, subset)
    if kind in CODING:
        return _of_coding(sources, kind)
    if kind == "sides_differ":
        rows = sources.sides_differ
        turns = tuple(dict.fromkeys(rows["segment_id"]))
        return Count(len(rows), "processed/coding/disagreements.csv", "about=stance, not settled",
                     (f"raw/{sources.study.params['coding']['coders']}",), turns=turns)  # fmt: skip
    if kind in TRIANGULATION:
        table = TRIANGULATION[kind]
        raw = (sources.published_file, sources.export)
        rows = {"claims": sources.published, "findings": sources.matrix, "evidence": sources.evidence}[kind]
        rows = rows[rows["standing"] == subset] if subset else rows
        where = f"standing={subset}" if subset else "one row each"
        return Count(len(rows), f"processed/triangulation/{table}.csv", where, raw)
    if kind == "documents":
        read = sorted(sources.document_review["document"].unique())
        return Count(
            len(read), "processed/triangulation/document_review.csv", "document, each once", ("raw/documents",)
        )
    return _of_notes(sources, kind, subset)


def _of_survey(sources: Sources, kind: str, subset: str) -> Count:
    kept = [(record, True) for record in sources.respondents["record_id"]]
    dropped = sources.dropped if not subset else sources.dropped[sources.dropped["reason"] == subset]
    left_out = [(record, False) for record in dropped["record_id"]]
    raw = (sources.export,)
    if kind == "dropped":
        row = f"rule=drop:{subset or '*'}"
        return Count(len(left_out), "processed/survey/cleaning_log.csv", row, raw, tuple(left_out))
    if kind == "changes":
        log = sources.cleaning_log[~sources.cleaning_log["rule"].astype(str).str.startswith("drop:")]
        touched = tuple((record, True) for record in dict.fromkeys(log["record_id"]) if record in dict(kept))
        return Count(len(log), "processed/survey/cleaning_log.csv", "rule other than drop:*", raw, touched)
    if kind == "indicators":
        measured = sources.indicators["indicator"].nunique()
        return Count(measured, "processed/survey/indicators.csv", "indicator, each once", raw, tuple(kept))
    if kind == "population":
        margins = sources.study.params["survey"].get("population_margins", "")
        total = round(float(sources.respondents["weight"].sum()))
        return Count(total, "processed/survey/respondents.csv", "sum of weight", (f"raw/{margins}",), tuple(kept))
    records = kept if kind == "respondents" else kept + left_out
    return Count(len(records), "processed/survey/respondents.csv", "one row each", raw, tuple(records))


def _of_coding(sources: Sources, kind: str) -> Count:
    rows = sources.codings
    by_machine = rows["origin"] == "machine"
    rows = {"codings_people": rows[~by_machine], "codings_machine": rows[by_machine]}.get(kind, rows)
    origin = {"codings_people": ", origin not machine", "codings_machine": ", origin=machine"}.get(kind, "")
    turns = tuple(dict.fromkeys(rows["segment_id"]))
    files = sources.files(rows["note_id"])
    return Count(len(rows), "processed/coding/codings.csv", f"decision=assigned{origin}", files,
                 turns=turns)  # fmt: skip


def _of_notes(sources: Sources, kind: str, subset: str) -> Count:
    status, segments = sources.status, sources.segments
    read = sources.notes
    if kind == "segments":
        return Count(
            len(segments), "processed/notes/segments.csv", "one row each", sources.files(segments["note_id"]),
            turns=tuple(segments["segment_id"]),
        )  # fmt: skip
    if kind == "double_coded":
        rows = sources.double_coded
        raw = (f"raw/{sources.study.params['coding']['coders']}",)
        return Count(
            rows["note_id"].nunique(), "processed/coding/reliability.csv", "notes both people coded", raw,
            turns=tuple(rows["segment_id"]),
        )  # fmt: skip
    chosen: pd.DataFrame = {
        "notes": read if not subset else read[read["stakeholder"] == subset],
        "manifest": status,
        "waiting": status[status["status"] == "waiting"],
        "withdrawn": status[status["status"] == "withdrawn"],
        "drafted": read[read["origin"] == "drafted"],
    }[kind]
    where = (
        f"stakeholder={subset}, status=read"
        if subset
        else {"notes": "status=read", "drafted": "origin=drafted"}.get(kind, f"status={kind}")
    )
    manifest = f"raw/{sources.study.params['notes']['manifest']}"
    turns = segments.loc[segments["note_id"].isin(chosen["note_id"]), "segment_id"]
    return Count(
        len(chosen), "processed/notes/status.csv", where if kind != "manifest" else "one row each",
        (manifest, *sources.files(chosen["note_id"])), turns=tuple(turns),
    )  # fmt: skip
