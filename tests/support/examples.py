"""How many generated examples a test runs, relative to the profile of the run."""

from hypothesis import settings


def examples(share: float) -> settings:
    """Settings with ``share`` times the examples of the profile in `tests/conftest.py`.

    At least 0.4, which is ten in an ordinary run: the first ones are trivial.
    """
    return settings(max_examples=round(share * settings().max_examples))
