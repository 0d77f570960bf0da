"""The page about the notes, for a person: what became of each file's words, what to look at. It names people."""

from collections import Counter
from html import escape

import pandas as pd
from rich.console import Console

STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1c2430}
table{border-collapse:collapse;width:100%;font-size:.92em}th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;
border-bottom:1px solid #d8dde4}td.n{text-align:right;font-variant-numeric:tabular-nums}.look{background:#fff4d6}
details{margin:.4rem 0}summary{cursor:pointer}.i{color:#5b6675}"""
HEADS = ["Note", "Layout", "Words in the file", "in turns", "set aside", "Why", "Labels not taken", "Who asks", "Who answers", "To be looked at"]


def page(results: list) -> str:
    """The page: a row a note, and below it what was set aside and the lines that look like a label."""
    rows, parts = [], []
    for result in results:
        own, status = result.coverage, result.status
        told = Counter(reason for reason, _ in result.aside)
        speaking = {role: Counter(r["speaker"] or "(no name)" for r in result.rows if r["role"] == role) for role in ("interviewer", "participant")}
        who = [", ".join(f"{name} ({count})" for name, count in speaking[role].items()) for role in speaking]
        cells = [
            f'<a href="#{escape(own["note_id"])}">{escape(own["note_id"])}</a>', escape(own["layout"] or status["status"]),
            *(f"{own[name]:,}" for name in ("words_file", "words_turns", "words_set_aside")),
            escape(", ".join(f"{reason} {own[reason]}" for reason in told if own.get(reason))), str(own["labels_not_taken"]),
            *map(escape, who), escape(status["message"] or ""),
        ]  # fmt: skip
        rows.append(f'<tr{" class=look" if own["look"] else ""}>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        parts.append(_part(result))
    looks = sum(result.coverage["look"] for result in results)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Notes as they were read</title>'
        f"<style>{STYLE}</style><h1>Notes as they were read</h1>"
        f"<p>{len(results)} notes, {looks} to be looked at. This page names people: it stays on this machine.</p>"
        f"<table><thead><tr>{''.join(f'<th>{head}</th>' for head in HEADS)}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        f"{''.join(parts)}</html>\n"
    )


def _part(result) -> str:
    own = result.coverage
    aside = "".join(f"<tr><td>{escape(reason)}</td><td>{escape(text)}</td></tr>" for reason, text in result.aside if reason not in ("labels", "stamps"))
    lines = "".join(f"<li>{escape(line)}</li>" for line in result.not_taken)
    turns = "".join(
        f'<tr><td class=n>{r["turn"]}</td><td>{escape(r["speaker"] or "")}</td><td class=i>{r["role"]}</td><td>{escape(r["text"])}</td></tr>'
        for r in result.rows
    )
    tried = ", ".join(f"{name} {fit:.2f}" for name, fit in result.fits)
    return (
        f'<h2 id="{escape(own["note_id"])}">{escape(own["note_id"])}</h2><p>{escape(tried)}</p>'
        + (f"<details><summary>Set aside</summary><table>{aside}</table></details>" if aside else "")
        + (f"<details><summary>Shaped like a label, read as talk</summary><ul>{lines}</ul></details>" if lines else "")
        + f"<details><summary>{len(result.rows)} turns</summary><table>{turns}</table></details>"
    )


def tell(covered: pd.DataFrame) -> None:
    """Say on the console which notes a person should look at; no name in it."""
    console = Console(stderr=True)
    for row in covered[covered["look"] == 1].to_dict("records"):
        console.print(f"{row['note_id']}: {row['message']}", markup=False, highlight=False, soft_wrap=True)
