"""Scrapy settings of the project: Cleanwire's own first, then what they mean for Scrapy.

Every setting of the first part is documented in docs/settings.md and may be given on the
command line: ``scrapy crawl news -s CLEAN_WORKERS=2``.
"""

from cleaners.version import CLEANER_VERSION
from crawler.fetch.settings import FETCH_SETTINGS

# --- Cleanwire: where things are -----------------------------------------------------------
CORPUS_DIR = "corpus"  # segments and manifest; made on first use
STATE_DIR = "state"  # frontier, lock, runs, logs, quarantine; made on first use
SITES_DIR = "sites"  # one TOML file a site

# --- Cleanwire: cleaning -------------------------------------------------------------------
EXTRACTOR = "blocks"  # "blocks": the block judges; "trafilatura": its extraction, then the rules
CLEAN_WORKERS = 1  # child processes that clean; about 100 pages a second each
CLEAN_TIMEOUT_S = 10.0  # wall time a page
CLEAN_MEMORY_MB = 1024  # address space of a worker
FILTERS: list[str] = []  # named filters that drop an article: cleaners/quality/filters.toml
MASK: list[str] = []  # what is replaced by a mark in text and metadata: "email", "phone"

# --- Cleanwire: corpus ---------------------------------------------------------------------
SEGMENT_RECORDS = 10_000
SEGMENT_BYTES = 256 * 1024 * 1024
SEGMENT_HOURS = 24.0
SEGMENT_COMPRESSION = "none"  # "none", "gz" or "zst"
COMMIT_RECORDS = 50  # records a commit, at most
COMMIT_SECONDS = 2.0  # and a commit at least this often
ARCHIVE_WARC = False  # keep every article response as WARC below CORPUS_DIR/warc
NEAR_DUPLICATES = "mark"  # what says nearly the same as an earlier article: "mark", "drop", "off"
SITE_MEMORY = True  # learn what recurs on a site's pages, and take it out from the next run on

# --- Cleanwire: the run --------------------------------------------------------------------
ALLOW_PRIVATE: list[str] = []  # address ranges that the egress guard opens, as CIDR
RESPECT_OPT_OUT = False  # drop what its publisher reserves from text and data mining
CONTACT_URL = ""  # stands in the user agent: who runs this crawl
FAILURE_RATIO = 0.5  # more failed pages than this share: exit 6
FAILURE_MINIMUM = 3  # but never for fewer failed pages than this
RETRY_WAIT_S = 60.0  # a page that may be asked again within this time is waited for
WATCHDOG_S = 300.0  # a run without progress for so long is ended
STOP_GRACE_S = 20.0  # what is in flight at the first SIGTERM has so long to end

# --- Cleanwire: who is told of a run --------------------------------------------------------
METRICS_FILE = ""  # the last run's numbers for Prometheus (node_exporter's textfile collector)
WEBHOOK_URL = ""  # gets the verdict as JSON; better CLEANWIRE_WEBHOOK_URL in the environment
WEBHOOK_WHEN = "trouble"  # "trouble": when something is wrong; "always": after every run

# --- Scrapy --------------------------------------------------------------------------------
BOT_NAME = "cleanwire"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"
USER_AGENT = f"Cleanwire/{CLEANER_VERSION} (news corpus crawler)"
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_DATEFORMAT = "%Y-%m-%dT%H:%M:%S%z"
LOG_FORMATTER = "crawler.run.logs.OneLineLogFormatter"
STATS_DUMP = False  # the run's own summary says it better
CONCURRENT_REQUESTS = 64  # over all hosts; each host has one at a time
SCHEDULER_DEBUG = False
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the frontier knows every URL
LOGSTATS_INTERVAL = 0
# Scrapy's own list without four. Two only count what the run's summary counts; telnet and remote
# control are off in any case, but what stands here or in EXTENSIONS is imported (aiohttp, conch),
# even to be told that it is off.
EXTENSIONS_BASE = {
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.memdebug.MemoryDebugger": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "scrapy.extensions.spiderstate.SpiderState": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}

# Safety and politeness: every key with its reason stands in crawler/fetch/settings.py.
globals().update(FETCH_SETTINGS)
