"""What all tests share."""

import os

from hypothesis import settings

# The same commit gives the same verdict in continuous integration; a person's runs, and the
# fuzzers, look for new examples.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_make_parametrize_id(val, argname):
    """Name bytes by their length: compressed ones hold the time at which they were made.

    Workers that run in parallel must collect the same names.
    """
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None
