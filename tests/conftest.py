"""What all tests share."""

from functools import cache

from hypothesis import settings

from pipeline.notes import lexicon

# A first call loads tables of Unicode and of CLDR: how long one example takes says nothing here.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# Words of the world are the same in every study: gathered once in each process, not once in each small study.
lexicon._gathered = cache(lexicon._gathered)
