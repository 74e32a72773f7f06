"""What a run calls: its alarms before the verdict, and who is told afterwards.

None of this may cost an article: what fails here is logged as one line, and the run's
verdict stands.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings

from crawler.exits import CleanwireError, ConfigError, LockError
from crawler.operate import webhook
from crawler.operate.alarms import alarms_of
from crawler.operate.history import Alarm, record_run
from crawler.operate.metrics import exposition, write_textfile

logger = logging.getLogger(__name__)

WEBHOOK_VARIABLE = "CLEANWIRE_WEBHOOK_URL"


def check_settings(settings: BaseSettings) -> None:
    """Check what the hooks will need; raises ConfigError before the first request."""
    webhook.check(_url(settings), _when(settings))


def find_alarms(
    state_dir: Path, summary: Mapping[str, Any], minimums: Mapping[str, int]
) -> list[Alarm]:
    """Return a run's alarms; ``summary`` needs its ``run``, ``started_at`` and ``sites``."""
    try:
        return alarms_of(state_dir, summary, minimums)
    except CleanwireError as error:
        logger.warning("no alarms in this run: %s", error)
        return []


def remember(state_dir: Path, summary: Mapping[str, Any], alarms: Sequence[Alarm]) -> None:
    """Keep the run in the history, for the alarms of later ones."""
    try:
        record_run(state_dir, summary, alarms)
    except CleanwireError as error:
        logger.warning("this run is not in the history: %s", error)


def tell(summary: Mapping[str, Any], alarms: Sequence[Alarm], settings: BaseSettings) -> None:
    """Write the run's metrics and post its verdict, as the settings say."""
    metrics_file = settings.get("METRICS_FILE")
    if metrics_file:
        try:
            write_textfile(Path(str(metrics_file)), exposition(summary, alarms))
        except CleanwireError as error:
            logger.warning("%s", error)
    url, exit_code = _url(settings), int(summary.get("exit_code", 0))
    if url and webhook.is_wanted(_when(settings), exit_code, alarms):
        try:
            webhook.post(url, webhook.message(summary, alarms))
        except webhook.WebhookError as error:
            logger.warning("%s", error)


def tell_refusal(error: CleanwireError, settings: BaseSettings) -> None:
    """Tell of a run that could not begin, as of one that went wrong.

    Not of one that found the lock held: the run that holds it tells of itself.
    """
    if isinstance(error, LockError):
        return
    try:
        check_settings(settings)
    except ConfigError as wrong:  # the webhook's own settings: nobody can be told
        logger.warning("nobody is told of it: %s", wrong)
        return
    now = datetime.now(UTC)
    summary = {
        "run": f"refused-{now:%Y%m%dT%H%M%SZ}",
        "started_at": now.isoformat(),
        "ended_at": now.isoformat(),
        "exit_code": int(error.exit_code),
        "sentence": str(error),
    }
    tell(summary, (), settings)


def _url(settings: BaseSettings) -> str:
    """Return the webhook's address, best given where no process list shows it."""
    return str(settings.get("WEBHOOK_URL") or os.environ.get(WEBHOOK_VARIABLE, ""))


def _when(settings: BaseSettings) -> str:
    return str(settings.get("WEBHOOK_WHEN") or "trouble")
