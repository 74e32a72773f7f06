"""Real runs on simulated days: five sites fall ill, and are named on the first such run."""

import pytest

from benchmarks.days import clock
from benchmarks.days.ills import DOWN, PAYWALL, REDESIGN, REFUSED, SILENT
from benchmarks.days.outlets import Outlet
from benchmarks.days.pages import Invented
from benchmarks.days.runs import faults, runs
from benchmarks.days.web import Onset

DAYS = 11
HEALTHY = (
    Outlet(name="tideline", per_day=7, gone=0.02),
    Outlet(name="ledger", per_day=4, weekend=0.0),
    Outlet(name="parish", per_day=1),
)
ONSETS = (
    Onset(outlet=Outlet(name="restyled", per_day=7), ill=REDESIGN, day=8),
    Onset(outlet=Outlet(name="walled", per_day=7), ill=PAYWALL, day=8),
    Onset(outlet=Outlet(name="fallen", per_day=2), ill=DOWN, day=9),
    Onset(outlet=Outlet(name="barred", per_day=2), ill=REFUSED, day=10),
    Onset(outlet=Outlet(name="hushed", per_day=22), ill=SILENT, day=10),
)


@pytest.mark.long
@pytest.mark.timeout(3600)  # eleven crawls, on a busy machine
@pytest.mark.skipif(clock.compiler() is None, reason="no C compiler to move the clock with")
def test_each_alarm_comes_on_its_first_run_and_names_no_healthy_site(tmp_path):
    outlets = [*HEALTHY, *(onset.outlet for onset in ONSETS)]
    found = list(runs(tmp_path, outlets, ONSETS, Invented(), DAYS))
    assert faults(found, ONSETS) == []
    last = found[-1]
    assert sorted(last.named) == sorted(onset.outlet.name for onset in ONSETS)
    assert all(alarm["evidence"] for alarm in last.alarms)
    assert last.alarms[0]["site"] in last.last_line
    assert "scrapy report" in last.last_line
