"""What all tests share."""

import gc

from hypothesis import settings

# A first call loads tables of Unicode and of CLDR: how long one example takes says nothing here.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

gc.set_threshold(100_000, 50, 100)  # as the command line does: a sixth of the suite went into looking for cycles
