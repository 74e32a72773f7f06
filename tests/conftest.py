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


def pytest_collection_modifyitems(items):
    """Begin with what starts processes or is slow: the file that ends last decides the time."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    long |= {item.path for item in items if item.path.parent.name in {"e2e", "faults"}}
    items.sort(key=lambda item: item.path not in long)
