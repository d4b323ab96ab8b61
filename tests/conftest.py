"""Settings of all tests."""

from hypothesis import settings

# How long an example takes is the machine's business: benchmarks/ measures, no test asserts a time.
settings.register_profile("tracker", deadline=None)
settings.load_profile("tracker")
