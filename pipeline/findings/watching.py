"""The page redrawn when a chapter is saved: `python -m pipeline report --watch`.

Tables are read once and figures drawn once, and both are kept; a saved chapter costs the composing of its own document
and one conversion to HTML. Pages are served to this machine only, from memory: no file of reports/ is touched.
"""

import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.findings import chapters, composing, figure_style, rendering
from pipeline.findings.document import load_document
from pipeline.findings.provenance import Provenance
from pipeline.findings.sources import Sources
from pipeline.findings.vocabulary import References
from pipeline.study import Stamp, Study, StudyError, stamp

EVERY = 0.2  # seconds between looks at the files
BY_HAND = ("edits", "recommendations")  # what Sources keeps of files that authors save too
RELOAD = """<script>
(function () {
  var seen = null;
  setInterval(function () {
    fetch("/stamp").then(function (answer) { return answer.text(); }).then(function (now) {
      if (seen !== null && now !== seen) { location.reload(); }
      seen = now;
    }).catch(function () {});
  }, 500);
})();
</script>"""


class Pages:
    """The documents of a study as pages, kept until a file behind them changes."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.drawn = 0  # how often a page was drawn again
        self._made: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()
        self._tables = self._state(study.processed)
        self._provenance = Provenance(Sources(study))

    def page(self, kind: str, language: str) -> str:
        """One document in one language as HTML. Raises StudyError for a mistake in a chapter."""
        with self._lock:
            if (kind, language) not in self._made:
                self._made[kind, language] = self._draw(kind, language)
            return self._made[kind, language]

    def names(self) -> list[str]:
        return [f"{kind}.{language}" for language in self.study.languages for kind in composing.KINDS]

    def changed(self, files: list[Path]) -> list[tuple[str, str]]:
        """The pages shown so far that these files stand behind; what was kept of such files is forgotten."""
        named = {file for file in files if file.suffix == ".md"}
        where: set[tuple[str, str]] = set()
        if len(named) < len(files):  # quotations, recommendations, names: anywhere
            for one in BY_HAND:
                self._provenance.sources.__dict__.pop(one, None)
            where = set(self._made)
        if self._tables != (now := self._state(self.study.processed)):
            self._tables, self._provenance, where = now, Provenance(Sources(self.study)), set(self._made)
        for language, written in chapters.load(self.study, self.study.languages).items():
            where |= {(one.document, language) for one in written if one.path in named}
        return sorted(where & set(self._made))

    def redraw(self, kind: str, language: str) -> None:
        """Draw a page anew. Raises StudyError for a mistake in a chapter; the page then stays as it was."""
        page = self._draw(kind, language)
        with self._lock:
            self._made[kind, language] = page
            self.drawn += 1

    def _draw(self, kind: str, language: str) -> str:
        made = composing.compose(self._provenance, load_document(self.study), language, References())
        one = next(document for document in made if document.kind == kind)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "figures").mkdir()
            for figure, drawn in one.figures.items():
                svg = figure_style.render(drawn.spec, "svg", self.study.cache)
                (folder / "figures" / f"{figure}.{language}.svg").write_bytes(svg)
            text, entries = rendering.apart(one.page)
            tree = rendering.parse(text, by_chapter=True)
            source = rendering.Source(self.study, one.words, kind, tree, folder, "", entries)
            rendering.to_html(source, folder / "page.html")
            return (folder / "page.html").read_text(encoding="utf-8").replace("</body>", f"{RELOAD}</body>")

    @staticmethod
    def _state(folder: Path) -> Stamp:
        return stamp(sorted(path for path in folder.rglob("*") if path.is_file()))


def files_of(study: Study) -> list[Path]:
    """What authors save: chapters and the files beside them, quotations."""
    written = [path for path in (study.reports / "chapters").glob("*") if path.suffix in (".md", ".yaml")]
    return sorted([*written, study.reports / "quotations.yaml"])


def redraw(pages: Pages, files: list[Path], say: Callable[[str], None]) -> None:
    """Draw again what stands behind `files`, and tell how long it took; a mistake is told, and the old page stays."""
    began = time.monotonic()
    try:
        for kind, language in pages.changed(files):
            pages.redraw(kind, language)
    except StudyError as error:
        say(f"error: {error}")
        return
    names = ", ".join(path.name for path in files)
    say(f"{names}: {time.monotonic() - began:.1f} s")


def watch(study: Study, port: int, say: Callable[[str], None]) -> None:
    """Serve the pages and draw them again whenever a chapter is saved, until stopped."""
    pages = Pages(study)
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say(f"http://127.0.0.1:{server.server_port}/findings.{study.languages[0]}.html")
    states = {path: stamp([path]) for path in files_of(study)}
    try:
        while True:
            time.sleep(EVERY)
            now = {path: stamp([path]) for path in files_of(study)}
            if files := [path for path in now | states if now.get(path) != states.get(path)]:
                states = now
                redraw(pages, files, say)
    except KeyboardInterrupt:
        server.shutdown()


def _handler(pages: Pages) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            name = self.path.partition("?")[0].strip("/").removesuffix(".html")
            if host not in ("127.0.0.1", "localhost"):  # a page elsewhere that gave itself our address
                self._answer(403, "text/plain", "")
            elif name == "stamp":
                self._answer(200, "text/plain", str(pages.drawn))
            elif name in pages.names():
                self._page(*name.split("."))
            else:
                self._answer(404, "text/plain", "\n".join(f"/{one}.html" for one in pages.names()))

        def _page(self, kind: str, language: str) -> None:
            try:
                self._answer(200, "text/html", pages.page(kind, language))
            except StudyError as error:
                self._answer(500, "text/plain", str(error))

        def _answer(self, status: int, kind: str, text: str) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing: the console tells of chapters."""

    return Handler
