"""Every setting of our own is documented, and the documented default is the real one."""

import re
from pathlib import Path

import pytest
from scrapy.settings import default_settings

from crawler import settings
from crawler.fetch.settings import FETCH_SETTINGS

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([A-Z_]+)` \| ([^|]*) \|", re.MULTILINE)
DOCUMENTED = dict(ROW.findall((ROOT / "docs/settings.md").read_text()))
SCRAPYS = {
    # Scrapy's own settings that the project fixes: not for its users to change.
    *("BOT_NAME", "SPIDER_MODULES", "NEWSPIDER_MODULE", "COMMANDS_MODULE", "USER_AGENT"),
    *("LOG_LEVEL", "LOG_FORMAT", "LOG_DATEFORMAT", "LOG_FORMATTER", "STATS_DUMP"),
    *("SCHEDULER_DEBUG", "DUPEFILTER_CLASS", "LOGSTATS_INTERVAL", "EXTENSIONS_BASE"),
    *("FETCH_SETTINGS", "CLEANER_VERSION"),
}


def own_settings():
    names = {name for name in vars(settings) if name.isupper()}
    return sorted(names - SCRAPYS - FETCH_SETTINGS.keys())


@pytest.mark.parametrize("name", own_settings())
def test_a_setting_is_documented(name):
    assert name in DOCUMENTED


@pytest.mark.parametrize("name", sorted(DOCUMENTED.keys() - {"LOG_FILE"}))
def test_a_documented_default_is_the_real_one(name):
    value = vars(settings)[name]
    told = DOCUMENTED[name].strip().strip("`")
    if isinstance(value, bool):
        assert told == str(int(value))
    elif isinstance(value, list):
        assert told == (",".join(map(str, value)) or "empty")
    elif isinstance(value, int | float):
        assert float(told) == value
    else:
        assert told == (value or "empty")


def test_the_extensions_are_scrapys_own_without_four():
    left_out = default_settings.EXTENSIONS_BASE.keys() - settings.EXTENSIONS_BASE.keys()
    assert {name.rsplit(".", 1)[1] for name in left_out} == {
        *("CoreStats", "LogCount", "TelnetConsole", "RemoteControl"),
    }
    assert default_settings.EXTENSIONS_BASE.items() >= settings.EXTENSIONS_BASE.items()
