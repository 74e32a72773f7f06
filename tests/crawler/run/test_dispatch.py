"""The dispatcher: one task a host, hosts in turn, nothing lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.run.dispatch import Dispatcher, Task


def nothing(_wanted, _held):
    return ()


def task(host, work=0):
    return Task(host=host, work=work)


def test_a_host_gets_its_next_task_only_when_its_last_is_done():
    dispatcher = Dispatcher(nothing, most_in_flight=10)
    for work in range(3):
        dispatcher.push(task("a.example", work))
    assert dispatcher.next().work == 0
    assert dispatcher.next() is None
    dispatcher.done("a.example")
    assert dispatcher.next().work == 1


def test_sources_go_before_articles_whatever_the_order_of_arrival():
    dispatcher = Dispatcher(nothing, most_in_flight=10)
    dispatcher.push(task("a.example", "article"))
    dispatcher.push(task("a.example", "feed"), first=True)
    assert dispatcher.next().work == "feed"


def test_a_slow_host_holds_up_no_other():
    dispatcher = Dispatcher(nothing, most_in_flight=10)
    for host in ("slow.example", "quick.example"):
        for work in range(2):
            dispatcher.push(task(host, work))
    dispatcher.next()
    assert dispatcher.next().host == "quick.example"
    dispatcher.done("quick.example")
    assert dispatcher.next() == task("quick.example", 1)


def test_no_more_than_most_are_in_flight():
    dispatcher = Dispatcher(nothing, most_in_flight=2)
    for number in range(5):
        dispatcher.push(task(f"{number}.example"))
    assert [dispatcher.next() is not None for _ in range(5)] == [True, True, False, False, False]
    assert dispatcher.in_flight == 2


def test_refill_is_told_which_hosts_have_enough():
    asked = []

    def refill(wanted, held):
        asked.append((wanted, held))
        return [task("b.example")]

    dispatcher = Dispatcher(refill, most_in_flight=3)
    dispatcher.push(task("a.example"))
    dispatcher.next()
    assert dispatcher.next().host == "b.example"
    assert asked == [(2, frozenset({"a.example"}))]


def test_done_without_a_task_in_flight_is_an_error():
    with pytest.raises(ValueError, match=r"a\.example"):
        Dispatcher(nothing, most_in_flight=1).done("a.example")


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=40), st.integers(1, 4))
def test_every_task_comes_out_once_and_never_two_of_a_host_at_a_time(pushes, most):
    dispatcher = Dispatcher(nothing, most_in_flight=most)
    for number, (host, first) in enumerate(pushes):
        dispatcher.push(task(host, number), first=first)
    seen, flying = Counter(), []
    while dispatcher.queued or flying:
        got = dispatcher.next()
        if got is None:
            dispatcher.done(flying.pop(0))
            continue
        assert got.host not in flying
        flying.append(got.host)
        seen[got.work] += 1
    assert seen == Counter(range(len(pushes)))
