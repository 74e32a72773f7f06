"""The whole newsroom: every address of every outlet, and what it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from crawler.demo.answers import Answer, html
from crawler.demo.faults import Act, Fault, act_of, article, read_faults
from crawler.demo.feeds import Entry, offers
from crawler.demo.outlets import Outlet, read_outlets
from crawler.demo.stories import Story

_NOT_FOUND = html("<h1>Not found</h1>", status=404)
_NO_HOST = html("<h1>No such outlet in the newsroom</h1>", status=502)


class Newsroom:
    """Answers by host and path, as the outlets would; counts what was asked."""

    def __init__(self) -> None:
        self.outlets = read_outlets()
        self.asked: Counter[tuple[str, str]] = Counter()  # by host and path with query
        self._acts: dict[tuple[str, str], Act] = {}
        for outlet in self.outlets:
            faults = [fault for fault in read_faults() if fault.site == outlet.name]
            for path, act in _acts(outlet, faults):
                self._acts[outlet.file.host, path] = act
        self._hosts = {outlet.file.host for outlet in self.outlets}

    def answer(self, host: str, target: str) -> Answer:
        """Answer one request; ``target`` is the path with its query."""
        path, _, query = target.partition("?")
        tries = self.asked[host, target]
        self.asked[host, target] += 1
        if host not in self._hosts:
            return _NO_HOST
        act = self._acts.get((host, target)) or self._acts.get((host, path))
        if act is None or (path.endswith(".php") and "id=" not in query):
            return _NOT_FOUND
        return act(tries)


def _acts(outlet: Outlet, faults: list[Fault]) -> Iterator[tuple[str, Act]]:
    for path, answer in offers(outlet, list(_entries(outlet, faults))).items():
        yield path, _always(answer)
    for story in outlet.stories:
        yield outlet.path(story), _always(article(outlet, story.slug))
    for fault in faults:
        yield fault.where(outlet), act_of(fault, outlet)


def _always(answer: Answer) -> Act:
    return lambda _tries: answer


def _entries(outlet: Outlet, faults: list[Fault]) -> Iterator[Entry]:
    """Yield what the outlet's feed names: newest first, then what goes wrong."""
    for story in reversed(outlet.stories):
        yield _entry(outlet, story, outlet.url(story))
    newest = outlet.stories[-1]
    for fault in faults:
        if fault.path is not None:
            yield Entry(
                url=fault.url(outlet),
                title=fault.title,
                language=newest.language,
                published=newest.published,
            )
        elif fault.story is not None and fault.query:
            yield _entry(outlet, outlet.story(fault.story), fault.url(outlet))


def _entry(outlet: Outlet, story: Story, url: str) -> Entry:
    return Entry(
        url=url,
        title=story.title,
        language=story.language,
        published=story.published,
        description=story.description,
        author=", ".join(story.authors),
    )
