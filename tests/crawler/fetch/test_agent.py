"""Who asks: the same for crawl, site and inspect."""

import argparse
import asyncio

import pytest
from scrapy.settings import Settings

from crawler.discovery.session import add, check
from crawler.exits import ConfigError
from crawler.fetch.agent import user_agent
from crawler.operate.targets import inspect_target
from crawler.sites import site_from_seed

HOME = "http://harbour.example/"


def settings(**values):
    settings = Settings()
    settings.setmodule("crawler.settings")
    settings.setdict(values, priority="cmdline")
    return settings


def test_without_a_contact_it_is_the_projects_user_agent():
    assert user_agent(settings()) == settings()["USER_AGENT"]


def test_the_contact_stands_in_it():
    agent = user_agent(settings(CONTACT_URL=" https://you.example/crawler "))
    assert agent.startswith("Cleanwire/")
    assert agent.endswith("(+https://you.example/crawler)")


def test_a_user_agent_of_the_command_line_goes_before_the_contact():
    given = settings(CONTACT_URL="https://you.example/", USER_AGENT="Mine/1")
    assert user_agent(given) == "Mine/1"


@pytest.mark.parametrize(
    "contact", ["nobody", "ftp://you.example/", "https://", "http://[x", "http://a/\r\nX: 1"]
)
def test_a_contact_that_is_no_url_is_named(contact):
    with pytest.raises(ConfigError, match=r"^CONTACT_URL="):
        user_agent(settings(CONTACT_URL=contact))


class AskedError(Exception):
    """Somebody was about to ask."""


@pytest.mark.parametrize(
    "ask",
    [
        lambda settings: asyncio.run(add(HOME, argparse.Namespace(name="harbour"), settings)),
        lambda settings: asyncio.run(check([site_from_seed(HOME)], settings)),
        lambda settings: inspect_target(HOME, settings),
    ],
    ids=["site add", "site check", "inspect"],
)
def test_every_command_that_fetches_names_the_contact(monkeypatch, ask):
    agents = []

    def client(*, user_agent, **_options):
        agents.append(user_agent)
        raise AskedError

    monkeypatch.setattr("crawler.discovery.session.PoliteClient", client)
    monkeypatch.setattr("crawler.operate.targets.PoliteClient", client)
    with pytest.raises(AskedError):
        ask(settings(CONTACT_URL="https://you.example/crawler"))
    assert len(agents) == 1
    assert agents[0].endswith("(+https://you.example/crawler)")
