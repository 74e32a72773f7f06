"""What all tests share."""


def pytest_make_parametrize_id(val, argname):
    """Name bytes by their length: compressed ones hold the time at which they were made.

    Workers that run in parallel must collect the same names.
    """
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None
