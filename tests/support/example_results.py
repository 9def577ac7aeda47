from datetime import UTC, datetime

import pytest

from checks.engine.model import Ended, Outcome, Result, Step, advice, check, failed, passed, unknown
from checks.facts import bitbucket, terraform
from checks.report.run import Run
from checks.settings.secret import Secret
from checks.settings.settings import BitbucketToken, Consumer, Settings
from checks.settings.variables import Setting

PLANTED = ("planted-terraform-token", "planted-consumer-secret", "planted-api-token")


class Making:
    """Creates checks, results, and runs without a sandbox."""

    settings = Settings(
        terraform_url="https://app.terraform.io",
        organization="acme",
        terraform_token=Secret(PLANTED[0]),
        consumer=Consumer("key", Secret(PLANTED[1])),
        bitbucket_token=BitbucketToken("bot@acme.example", Secret(PLANTED[2])),
        origins={Setting.TERRAFORM_TOKEN: "TFE_TOKEN", Setting.BITBUCKET_TOKEN: "BITBUCKET_API_TOKEN"},
    )

    def check(
        self, name="webhooks", title="Each repository has its webhook", *, step=Step.CREATE_WORKSPACE, reads=None
    ):
        def probe(_connection):
            yield from ()

        probe.__name__ = name.replace("-", "_")
        probe.__doc__ = f"{title}.\n\nBecause."
        return check(step, reads=(terraform.WORKSPACES,) if reads is None else reads)(probe)

    def result(self, *findings, ended=None, evidence=(), **about):
        return Result(self.check(**about), tuple(findings), ended, tuple(evidence), 0.25)

    def run(self, *results, settings=None, **more):
        moment = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
        return Run(
            results=results,
            settings=settings or self.settings,
            started=moment,
            finished=moment.replace(second=9),
            version="1.2.3",
            **more,
        )

    def one_of_each(self):
        """Return a result for every outcome, spread over three steps."""
        finding = failed("Webhooks", "Read and write", "not granted", "Select Webhooks: Read and write.")
        return (
            self.result(
                passed("consumer", "private", "private"),
                advice("scope", "no more than needed", "pipeline", "Remove it."),
                name="private-consumer",
                title="The consumer is private",
                step=Step.CONSUMER,
                evidence=("POST https://bitbucket.org/site/oauth2/access_token -> 200",),
            ),
            self.result(
                finding, name="consumer-permissions", title="The consumer has every permission", step=Step.CONSUMER
            ),
            self.result(
                unknown("key", "the same", "not reported", "Ask the owner."),
                name="consumer-key",
                title="The key belongs to the provider",
                step=Step.CONNECT,
            ),
            self.result(
                ended=Ended(Outcome.ERROR, "The API token was refused."),
                name="authorization-works",
                title="The authorization works",
                step=Step.CONNECT,
            ),
            self.result(
                ended=Ended(Outcome.NOT_APPLICABLE, "HCP Terraform is public."),
                name="public-address",
                title="The hostname resolves publicly",
            ),
            self.result(
                ended=Ended(Outcome.SKIPPED, 'Skipped because "The authorization works" did not pass.'),
                name="last-fetch",
                title="The last fetch worked",
            ),
        )

    def hostile(self, words):
        """Return a run in which all text from other sources is `words`."""
        return self.run(
            self.result(failed(words, words, words, words), evidence=(words,), name="a"),
            self.result(unknown(words, words, words, words), ended=Ended(Outcome.ERROR, words or "-"), name="b"),
            self.result(passed(words, words, words), advice(words, words, words, words), name="c"),
            self.result(ended=Ended(Outcome.SKIPPED, words), name="d", reads=(bitbucket.ACCESS_TOKEN,)),
        )


@pytest.fixture(scope="session")
def made():
    return Making()
