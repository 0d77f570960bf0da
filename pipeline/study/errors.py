"""How a person is told what is wrong: one sentence a mistake, all mistakes of a file at once, never a traceback."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

AGAIN = "Save it again from the program it came from."


def as_typed(text: str) -> str:
    """`text` with commands as they are typed here: `mixed-methods names` where the pipeline was installed, and
    `python -m pipeline names` in a folder that holds its code."""
    return text if Path("pipeline").is_dir() else text.replace("python -m pipeline", "mixed-methods")


class StudyError(Exception):
    """A mistake a person can fix, told in one sentence: where, what was found, what was expected, what to do.

    The command line prints it and ends with exit code 2, without a traceback.
    """

    def __init__(self, where: str | Path, found: str, expected: str = "", todo: str = ""):
        self.where, self.found, self.expected, self.todo = str(where), found, expected, todo
        parts = [f"{where}: {found}"]
        if expected:
            parts.append(f"expected {expected}")
        sentence = "; ".join(parts)
        super().__init__(as_typed(f"{sentence}. {todo}".strip() if todo else f"{sentence}."))

    def __reduce__(self) -> tuple:  # so that it comes back whole from another process
        return StudyError, (self.where, self.found, self.expected, self.todo)


class StudyErrors(StudyError):
    """Several mistakes at once, so that a person fixes a file in one go; a sentence and a line for each."""

    def __init__(self, errors: Sequence[StudyError]):
        self.errors = list(errors)
        first = self.errors[0]
        super().__init__(first.where, first.found, first.expected, first.todo)
        self.args = ("\n".join([f"{len(self.errors)} mistakes:", *(f"- {error}" for error in self.errors)]),)

    def __reduce__(self) -> tuple:
        return StudyErrors, (self.errors,)


class Mistakes:
    """Collects mistakes; `collecting` raises them together."""

    def __init__(self) -> None:
        self.errors: list[StudyError] = []

    def add(self, where: str | Path, found: str, expected: str = "", todo: str = "") -> None:
        self.errors.append(StudyError(where, found, expected, todo))

    def append(self, error: StudyError) -> None:
        """An error that was raised: its parts, where it holds several."""
        self.errors += error.errors if isinstance(error, StudyErrors) else [error]

    def raise_if_any(self) -> None:
        """Raises StudyError for one mistake, StudyErrors for several, in the order they were found."""
        if self.errors:
            raise self.errors[0] if len(self.errors) == 1 else StudyErrors(self.errors)


@contextmanager
def collecting() -> Iterator[Mistakes]:
    """Checks of one file or table: every mistake added in the block is told when the block ends.

    >>> with collecting() as mistakes:
    ...     mistakes.add("raw/a.csv, row 2", "no code", "a code of the codebook")
    Traceback (most recent call last):
    pipeline.study.errors.StudyError: raw/a.csv, row 2: no code; expected a code of the codebook.
    """
    mistakes = Mistakes()
    yield mistakes
    mistakes.raise_if_any()


@contextmanager
def opening(where: str | Path, expected: str, todo: str = AGAIN) -> Iterator[None]:
    """A library reads a file of a stranger: whatever it raises on one that is not what its name says is a StudyError.

    Around the library's call only. Readers of archives, XML and workbooks raise dozens of kinds of their own.
    """
    try:
        yield
    except StudyError:
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:200]
        raise StudyError(where, f"not readable ({said or type(error).__name__})", expected, todo) from error
