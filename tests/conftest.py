"""What all tests share."""

from hypothesis import settings

# A first call loads tables of Unicode and of CLDR: how long one example takes says nothing here.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
