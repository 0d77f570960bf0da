"""Pure functions over many items, wherever `params.yaml: compute:` says; what comes of it never depends on where.

- nothing: processes of this machine, one a core;
- `workers: 2`: so many processes of this machine (1: this one alone);
- `address: tcp://10.0.0.5:8786`: the workers of a dask.distributed scheduler, which somebody started with the same
  version of this package (`pip install '.[cluster]'`) and with the study's folder under the same path. Items and
  results travel over the network, identifiable text among them: keep it a network of your own. What a killed worker
  had begun another one begins anew.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any, TypeVar

from pipeline.study import Study, StudyError, following

Item = TypeVar("Item")
Result = TypeVar("Result")
ANSWERS = 15  # seconds within which a scheduler has to answer
FEWEST = 2  # items for which other processes are started


def spread(
    function: Callable[[Item], Result], items: Sequence[Item], study: Study, what: str, fewest: int = FEWEST
) -> list[Result]:
    """`function` of each item, in the order of the items.

    function: defined in a module (or a partial of such), without side effects that matter, the same for an item
    whatever else runs; items and results can be pickled. what: the items, for the line that says how far it is
    (`notes read`). fewest: with fewer items no process is started: starting one
    costs about two seconds. Raises what `function` raises, and StudyError where no scheduler answers.
    """
    settings = study.params.get("compute", {})
    address, workers = settings.get("address"), settings.get("workers") or os.cpu_count() or 1
    if len(items) < max(fewest, 2) or (workers == 1 and not address):
        return [function(item) for item in following(items, what)]
    if address:
        return _elsewhere(function, items, address)
    from joblib import Parallel, delayed  # a tenth of a second, where no process is started

    made = Parallel(n_jobs=min(workers, len(items)), return_as="generator")(delayed(function)(item) for item in items)
    return list(following(made, what, len(items)))


def beside() -> Executor:
    """One other process of this machine, which works while this one goes on: for a library that would hold it up.

    What is submitted to it is as for `spread`. It starts with the first item, which takes about two seconds.
    """
    from joblib.externals.loky import ProcessPoolExecutor

    return ProcessPoolExecutor(max_workers=1)


def _elsewhere(function: Callable[[Item], Result], items: Sequence[Item], address: str) -> list[Result]:
    try:
        from distributed import Client
    except ImportError:
        raise StudyError(
            "params.yaml, compute > address", "dask.distributed is not installed", todo="pip install '.[cluster]'"
        ) from None
    try:
        client: Any = Client(address, timeout=ANSWERS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise StudyError(
            "params.yaml, compute > address",
            f"no scheduler answers at {address} ({type(error).__name__})",
            "the address that `dask scheduler` prints, such as tcp://10.0.0.5:8786",
            "Start it, or take `address` out.",
        ) from None
    with client:
        return client.gather(client.map(function, list(items), pure=False))
