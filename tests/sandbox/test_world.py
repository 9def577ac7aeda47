from dataclasses import replace
from datetime import UTC, datetime, timedelta

from checks.sandbox.healthy import healthy
from checks.sandbox.interruption import Interruption, empty
from checks.sandbox.world import Request, World

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_change_replaces_the_scenario_and_returns_it():
    world = World(healthy(CLOCK))
    changed = world.change(lambda now: replace(now, app_name="Terraform Enterprise"))
    assert world.scenario is changed
    assert changed.app_name == "Terraform Enterprise"


def test_to_begin_afresh_forgets_what_was_asked_and_issued():
    world = World(healthy(CLOCK), delay=1, interruptions=(Interruption("terraform", "*", empty),))
    world.record(Request("terraform", "GET", "/", "", 200))
    world.counted("terraform")
    world.begin(healthy(CLOCK))
    assert (world.journal, world.interruptions, world.delay) == ([], (), 0)
    assert world.counted("terraform") == 1


def test_addresses_on_the_own_host_become_absolute_and_others_stay():
    world = World(healthy(CLOCK), terraform_url="http://127.0.0.1:1")
    assert world.absolute("/auth/x/callback") == "http://127.0.0.1:1/auth/x/callback"
    assert world.absolute("https://example.com/") == "https://example.com/"
    assert world.absolute("") == ""


def test_the_clock_of_the_scenario_is_what_counts():
    assert World(healthy(CLOCK)).in_seconds(60) == CLOCK + timedelta(minutes=1)


def test_the_first_interruption_that_fits_is_taken_until_it_is_over():
    once = Interruption("terraform", "/api/*/ping", empty, times=1)
    always = Interruption("terraform", "/api/v2/*", empty)
    world = World(healthy(CLOCK), interruptions=(once, always))
    assert world.interruption("terraform", "/api/v2/ping") is once
    assert world.interruption("terraform", "/api/v2/ping") is always
    assert world.interruption("bitbucket", "/api/v2/ping") is None
    assert world.interruption("terraform", "/other") is None
