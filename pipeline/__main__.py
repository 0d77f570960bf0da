"""The command line: `python -m pipeline STAGE`, one command a stage, and a few for people (pipeline/commands)."""

import atexit
import gc
import io
import os
import sys
import warnings
from typing import NoReturn

# Imports, tables and YAML make millions of objects in no cycle: at Python's own pace a fifth of a stage goes into
# looking for some, a tenth of a second of it into the imports below, and as much at the end, when all is let go anyhow.
gc.set_threshold(300_000, 50, 100)
atexit.register(gc.freeze)

from pipeline.commands import app, coders, console, editors, setting_up, stages  # noqa: E402
from pipeline.study import REFUSALS, StudyError  # noqa: E402

# Warnings of libraries about themselves are not for the people who run a stage.
warnings.filterwarnings("ignore", category=DeprecationWarning)
warnings.filterwarnings("ignore", category=FutureWarning)
os.environ.setdefault("SOURCE_DATE_EPOCH", "1640995200")  # 2022-01-01: documents carry this date, on any machine

__all__ = ["app", "coders", "editors", "main", "setting_up", "stages"]


def main() -> None:
    """Run the command of `sys.argv`; what a person or the disk has to mend is told in a sentence, exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that is no text in any alphabet is told as far as it can be
            stream.reconfigure(errors="backslashreplace")
    try:
        app(standalone_mode=True)
    except StudyError as error:
        _tell(error)
    except OSError as error:  # a folder where a file belongs, a link to nothing, a lock, a full disk
        named = error.filename2 or error.filename  # where a file is moved to tells more than the part that was moved
        if named is None and error.errno not in REFUSALS:
            raise
        place = os.fsdecode(named) if named is not None else "the disk"
        _tell(StudyError(place, f"cannot be read or written ({error.strerror})", "a file that can"))


def _tell(error: StudyError) -> NoReturn:
    console.print(f"error: {error}", style="bold red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(2)


if __name__ == "__main__":
    # pandera would load hypothesis, which makes data for tests, at the first table: a third of a second a stage.
    sys.modules["hypothesis"] = None  # type: ignore[assignment]  # so Python marks a module not to be found
    main()
