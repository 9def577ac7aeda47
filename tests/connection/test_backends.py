"""Each service receives only its own credential, at the rate that its vendor allows."""

from contextlib import closing

import pytest

from checks.clients.time_budget import TimeBudget
from checks.connection.backends import Backends
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint
from checks.settings.secret import Redactor
from checks.settings.settings import Settings


def services(**given) -> Backends:
    return Backends(Settings(**given), Redactor([]), lambda _: None, TimeBudget())


def test_sends_hcp_terraform_at_most_thirty_requests_a_second():
    with closing(services()) as both:
        limiter = both._limiter(terraform.WORKSPACES)
    assert (limiter._requests, limiter._seconds) == (30, 1)
    assert terraform.RATE_LIMIT.number == 30


class TestBitbucket:
    """Each Bitbucket rate limit has its own budget, and no budget exceeds the configured share of the limit."""

    def limiters(self, **given):
        with closing(services(**given)) as both:
            return {read: both._limiter(read) for read in READS}

    def test_uses_half_of_the_hourly_limit_by_default(self):
        found = self.limiters()
        assert bitbucket.HOURLY_LIMIT.number == 1000
        assert {(limiter._requests, limiter._seconds) for limiter in found.values()} == {(500, 3600)}

    @pytest.mark.parametrize(("share", "budget"), [(1, 10), (33, 330), (100, 1000)])
    def test_the_share_of_the_limit_is_configurable(self, share, budget):
        assert {limiter._requests for limiter in self.limiters(hourly_share=share).values()} == {budget}

    def test_repositories_webhooks_and_other_requests_have_separate_limits(self):
        found = self.limiters()
        assert len({id(limiter) for limiter in found.values()}) == 3
        assert found[bitbucket.SOURCE_FILE] is found[bitbucket.REPOSITORY] is found[bitbucket.BRANCH]
        assert found[bitbucket.HOOKS] is not found[bitbucket.REPOSITORY]
        assert found[bitbucket.USER] is found[bitbucket.SSH_KEYS]

    def test_the_message_about_a_wait_names_the_setting(self):
        messages = []
        limiter = self.limiters(hourly_share=1)[bitbucket.HOOKS]
        limiter._sleep = lambda _: None
        for _ in range(11):
            limiter.wait(messages.append)
        assert messages == ["waiting 60 min to stay within 1% of Bitbucket's hourly limit (BITBUCKET_HOURLY_SHARE)"]


READS = [
    value
    for value in vars(bitbucket).values()
    if isinstance(value, Endpoint) and value.credential is not Credential.CONSUMER
]


class TestForecast:
    def forecast_seconds(self, requests, share=1) -> float:
        with closing(services(hourly_share=share)) as both:
            return round(both.forecast(requests))

    def test_adds_up_the_requests_that_share_a_limit(self):
        assert self.forecast_seconds({bitbucket.SOURCE_FILE: 6, bitbucket.REPOSITORIES: 5}) == 3600

    def test_requests_with_different_limits_do_not_delay_each_other(self):
        assert (
            self.forecast_seconds(
                {bitbucket.SOURCE_FILE: 10, bitbucket.HOOKS: 10, terraform.CONFIGURATION_VERSIONS: 30}
            )
            == 0
        )

    def test_the_forecast_for_no_requests_is_zero(self):
        assert self.forecast_seconds({}) == 0
