"""Mails (`.eml`) and pages that a browser saved as one file (`.mhtml`), which is a mail too."""

import email
from email import policy
from email.message import EmailMessage
from pathlib import Path

from pipeline.notes import documents, text_files
from pipeline.notes.passages import Aside, Grid, Passage, tidy
from pipeline.study import StudyError, opening

HEADS = ("From", "To", "Cc", "Date", "Subject")


def read_mail(path: Path, where: str) -> tuple[list[Passage | Grid], list[Aside]]:
    """The text of a mail, or its page where it has none, and its heads. Raises StudyError where it has neither."""
    with opening(where, "a mail, or a page saved with its pictures", "Save it again, or save its text."):
        mail = email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
        body = mail.get_body(("plain", "html"))
        text = body.get_content() if body is not None else ""
        heads = [Aside(f"{head}: {tidy(str(mail[head]))}", "heads") for head in HEADS if mail[head]]
        heads += [Aside(name, "heads") for part in mail.iter_attachments() if (name := part.get_filename())]
    if body is None or not text.strip():
        raise StudyError(where, "no text in it", "a mail with a text, or a saved page", "Save its text as .txt.")
    if body.get_content_type() == "text/html":
        return documents.read_page(text, where), heads
    return [*text_files.passages(text.splitlines())], heads
