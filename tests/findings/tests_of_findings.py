"""What the tests of this room share."""

from pipeline.findings import report


def composed(study, language="en", kind="findings"):
    """One document in one language."""
    found, _ = report.compose_all(study)
    return next(one for one in found if one.words.language == language and one.kind == kind)


def chapter(study, text, name="02-use"):
    """Replace a chapter's text in both languages, under its heading."""
    for language, title in (("en", "Use"), ("fr", "Usage")):
        path = study.reports / "chapters" / f"{name}.{language}.md"
        path.write_text(f"# {title} {{#use}}\n\n{text}\n", encoding="utf-8")


def change_table(study, name, change):
    with study.writing() as out:
        out.table(name, change(study.table(name)))
