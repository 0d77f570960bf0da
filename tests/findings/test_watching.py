"""A saved chapter is drawn again, alone; a mistake leaves the page as it was; the server answers this machine only."""

import threading
import urllib.error
import urllib.request
from http.server import ThreadingHTTPServer

import pytest
from tests_of_findings import chapter

from pipeline.findings import watching


@pytest.fixture
def pages(study):
    return watching.Pages(study)


def test_a_saved_chapter_is_drawn_again_and_a_mistake_leaves_the_page(study, pages):
    first, told = pages.page("findings", "en"), []
    pages.page("findings", "fr")
    chapter(study, "Pears fell all night.")
    path = study.reports / "chapters" / "02-use.en.md"
    watching.redraw(pages, [path], told.append)
    assert "Pears fell" in pages.page("findings", "en") and "Pears fell" not in first
    assert (
        "Pears fell" not in pages.page("findings", "fr") and pages.drawn == 1 and told[0].startswith("02-use.en.md: ")
    )
    chapter(study, "{{ nothing('here') }}")
    watching.redraw(pages, [path], told.append)
    assert "Pears fell" in pages.page("findings", "en") and "there is no word 'nothing'" in told[-1]
    server = ThreadingHTTPServer(("127.0.0.1", 0), watching._handler(pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    where = f"http://127.0.0.1:{server.server_port}"
    with urllib.request.urlopen(f"{where}/findings.en.html") as answer:
        assert "Pears fell" in answer.read().decode()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(f"{where}/stamp", headers={"Host": "elsewhere.org"}))
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{where}/private/key.csv")
    server.shutdown()
