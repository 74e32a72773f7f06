"""How a URL ends that gave no page, and what still belongs to an article on several pages."""

from datetime import UTC, datetime

import pytest

from crawler.fetch.reasons import Failure, failure
from crawler.frontier.types import Lease
from crawler.run.articles import not_fetched
from crawler.run.parts import is_part_of


def lease(attempts=0):
    return Lease(id=1, url="https://a.example/1", key="a.example/1", site="a", attempts=attempts)


@pytest.mark.parametrize("reason", ["robots", "opt-out"])
def test_to_leave_alone_what_is_forbidden_is_no_failure(reason):
    outcome = not_fetched(lease(), failure(reason)).outcome
    assert (outcome.state, outcome.reason) == ("filtered", reason)


def test_what_may_pass_soon_is_tried_again_within_seconds_and_given_up_at_last():
    gone = Failure(reason="http-404", retry="never")
    assert not_fetched(lease(), gone).outcome.state == "failed"
    reset = failure("reset")
    first = not_fetched(lease(), reset).outcome
    assert first.state == "pending"
    assert (first.retry_at - datetime.now(UTC)).total_seconds() < 5
    assert not_fetched(lease(attempts=50), reset).outcome.state == "failed"


def test_a_servers_own_wish_is_never_undercut():
    busy = Failure(reason="http-503", retry="later", retry_after_s=25.0)
    wait_s = (not_fetched(lease(), busy).outcome.retry_at - datetime.now(UTC)).total_seconds()
    assert 20 < wait_s < 60


@pytest.mark.parametrize(
    ("url", "belongs"),
    [
        ("https://a.example/news/story?page=2", True),
        ("https://a.example/news/story/2", True),
        ("https://a.example/news/another-story", False),
        ("https://a.example/", False),
        ("https://b.example/news/story?page=2", False),
    ],
)
def test_a_part_that_leads_elsewhere_is_no_part(url, belongs):
    assert is_part_of(url, "https://a.example/news/story") is belongs
