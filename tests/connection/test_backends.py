"""Each service is asked with its own credential, and within the limits that its vendor sets."""

from contextlib import closing

import pytest

from checks.connection.backends import Backends
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint
from checks.settings.secret import Redactor
from checks.settings.settings import Settings


def services(**given) -> Backends:
    return Backends(Settings(**given), Redactor([]), lambda _: None)


def test_hcp_terraform_is_asked_thirty_times_a_second_at_most():
    with closing(services()) as both:
        pacer = both._pacer(terraform.WORKSPACES)
    assert (pacer._requests, pacer._seconds) == (30, 1)
    assert terraform.RATE_LIMIT.number == 30


class TestBitbucket:
    """Whatever Bitbucket counts apart has a budget of its own; nothing goes beyond the share."""

    def paced(self, **given):
        with closing(services(**given)) as both:
            return {read: both._pacer(read) for read in READS}

    def test_by_default_half_of_the_hourly_limit_is_used(self):
        found = self.paced()
        assert bitbucket.HOURLY_LIMIT.number == 1000
        assert {(pacer._requests, pacer._seconds) for pacer in found.values()} == {(500, 3600)}

    @pytest.mark.parametrize(("share", "budget"), [(1, 10), (33, 330), (100, 1000)])
    def test_the_share_is_the_readers_to_choose(self, share, budget):
        assert {pacer._requests for pacer in self.paced(hourly_share=share).values()} == {budget}

    def test_repositories_webhooks_and_the_rest_are_counted_apart(self):
        found = self.paced()
        assert len({id(pacer) for pacer in found.values()}) == 3
        assert found[bitbucket.SOURCE_FILE] is found[bitbucket.REPOSITORY] is found[bitbucket.BRANCH]
        assert found[bitbucket.HOOKS] is not found[bitbucket.REPOSITORY]
        assert found[bitbucket.USER] is found[bitbucket.SSH_KEYS]

    def test_whoever_waits_is_told_how_to_change_that(self):
        told = []
        pacer = self.paced(hourly_share=1)[bitbucket.HOOKS]
        pacer._sleep = lambda _: None
        for _ in range(11):
            pacer.wait(told.append)
        assert told == ["waiting 60 min to stay within 1 % of Bitbucket's hourly limit (BITBUCKET_HOURLY_SHARE)"]


READS = [
    value
    for value in vars(bitbucket).values()
    if isinstance(value, Endpoint) and value.credential is not Credential.CONSUMER
]


class TestTheForecast:
    def foretold(self, requests, before=(), share=1) -> float:
        with closing(services(hourly_share=share)) as both:
            both.remember(before)
            return round(both.forecast(requests))

    def test_what_counts_against_one_limit_adds_up(self):
        assert self.foretold({bitbucket.SOURCE_FILE: 6, bitbucket.REPOSITORIES: 5}) == 3600

    def test_what_counts_against_another_does_not_wait_for_it(self):
        assert (
            self.foretold({bitbucket.SOURCE_FILE: 10, bitbucket.HOOKS: 10, terraform.CONFIGURATION_VERSIONS: 30}) == 0
        )

    def test_what_went_before_counts_where_it_belongs(self):
        before = [(bitbucket.HOOKS, 600.0)] * 10
        assert self.foretold({bitbucket.HOOKS: 1}, before) == 3000
        assert self.foretold({bitbucket.SOURCE_FILE: 1}, before) == 0

    def test_nothing_takes_no_time(self):
        assert self.foretold({}) == 0
