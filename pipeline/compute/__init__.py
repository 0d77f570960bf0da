"""Where work runs: in this process, on all cores of this machine, or on the workers of dask.distributed."""

from pipeline.compute.workers import beside, spread
