"""The states as the database holds them: their places in ``types.STATES``."""

from crawler.frontier.types import STATES

PENDING, LEASED, STORED, DUPLICATE, FILTERED, FAILED, QUARANTINED = range(len(STATES))

# Reasons for filtered from which a URL comes back when it is found again.
TOO_OLD = "too-old"
ROBOTS = "robots"
