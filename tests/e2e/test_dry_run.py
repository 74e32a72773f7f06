"""``scrapy crawl news --dry-run``: tells what a run would fetch, and keeps nothing."""

import signal

from crawler.exits import Exit

HOST = "harbour.test"


def last_line(done):
    return done.stderr.strip().splitlines()[-1]


def test_a_dry_run_tells_what_it_would_fetch_and_keeps_nothing(scrapy, web):
    urls = web.site(HOST)
    scrapy.site_file("harbour", HOST)
    done = scrapy("crawl", "news", "--dry-run")
    assert done.returncode == Exit.FINE, done.stderr
    assert sorted(done.stdout.splitlines()) == sorted(f"harbour\t{url}" for url in urls)
    assert last_line(done).startswith("Dry run: 3 articles of 1 sites")
    assert not set(urls) & set(web.asked)
    assert not scrapy.corpus.exists()
    assert not (scrapy.state / "frontier.sqlite").exists()
    assert scrapy("crawl", "news").returncode == Exit.FINE
    again = scrapy("crawl", "news", "--dry-run")
    assert again.stdout == ""


def test_a_dry_run_has_the_exit_code_of_what_went_wrong(scrapy, web):
    scrapy.site_file("harbour", HOST)
    done = scrapy("crawl", "news", "--dry-run")
    assert (done.returncode, done.stdout) == (Exit.NOTHING, "")
    assert "Nothing could be obtained from 1 site (http-404: 1)" in last_line(done)
    web.site(HOST)
    scrapy.state.mkdir(exist_ok=True)
    (scrapy.state / "frontier.sqlite").write_bytes(b"this is no database" * 500)
    done = scrapy("crawl", "news", "--dry-run")
    assert done.returncode == Exit.DAMAGED
    assert "scrapy corpus rebuild-state" in last_line(done)


def test_a_dry_run_that_a_signal_ends_is_143(scrapy, web):
    feeds = ", ".join(f'"http://{HOST}/feed{number}.xml"' for number in range(30))
    (scrapy.sites / "harbour.toml").write_text(
        f'name = "harbour"\ndomains = ["{HOST}"]\nfeeds = [{feeds}]\n'
    )
    process = scrapy.start("crawl", "news", "--dry-run", settings={"DOWNLOAD_DELAY": "0.5"})
    scrapy.wait_for(lambda: len(web.asked) > 3)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (Exit.STOPPED, ""), err
    assert "Stopped by SIGTERM" in err.strip().splitlines()[-1]
