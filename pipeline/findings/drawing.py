"""Figures drawn to files while the documents are composed.

The renderer holds up all of the process it draws in. So the first figures that were never drawn before are drawn here,
and those after them in another process, which takes as long to start.
"""

from collections.abc import Iterator
from concurrent.futures import Executor, Future, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipeline.compute import beside
from pipeline.findings import figure_style
from pipeline.findings.figure_style import Drawn
from pipeline.study import Study

HERE = 4


@dataclass
class Drawing:
    """The figures of one run, each begun once."""

    study: Study
    pool: Executor  # threads of this process
    opened: ExitStack  # holds what was begun here until all is drawn
    begun: dict[Path, Future[None]] = field(default_factory=dict)
    new: int = 0  # figures that were not in the cache

    def begin(self, figure: Drawn, path: Path) -> None:
        """Begin to draw a figure to `path`, SVG or PNG by its name."""
        if path in self.begun:
            return
        new = not figure_style.is_kept(figure.spec, path.suffix[1:], self.study.cache)
        alone = self.study.params.get("compute", {}).get("workers") == 1
        self.new += new
        where = self.other if new and self.new > HERE and not alone else self.pool
        self.begun[path] = where.submit(draw, figure.spec, path, self.study.cache)

    @cached_property
    def other(self) -> Executor:
        """Another process, begun where there is much to draw."""
        return self.opened.enter_context(beside())

    def finish(self, paths: list[Path]) -> None:
        """Wait for these figures. Raises what drawing one raised."""
        for path in paths:
            self.begun[path].result()


@contextmanager
def drawing(study: Study, pool: Executor) -> Iterator[Drawing]:
    """The figures of one run; after a mistake what has not begun is not drawn, and nothing is drawn once it is over."""
    with ExitStack() as opened:
        figures = Drawing(study, pool, opened)
        try:
            yield figures
        finally:
            for one in figures.begun.values():
                one.cancel()
            wait(figures.begun.values())


def draw(spec: dict, path: Path, store: Path) -> None:
    path.write_bytes(figure_style.render(spec, path.suffix[1:], store))
