"""Check: the consumer key that you set is the one in the VCS provider."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import bitbucket, terraform
from checks.provider_selected import provider_selected
from checks.settings.secret_formats import HIDDEN
from checks.settings.settings import Consumer
from checks.settings.variables import Setting

FIX = "Set the key and secret of the consumer that the VCS provider uses, or edit the VCS provider in HCP Terraform."
SWAPPED = f"Exchange the values of {Setting.CONSUMER_KEY.variable} and {Setting.CONSUMER_SECRET.variable}."


@check(Step.CONNECT, reads=(terraform.OAUTH_CLIENTS, bitbucket.CONSUMER_KEY), after=(provider_selected,))
def consumer_key(connection: Connection) -> Iterator[Finding]:
    """The consumer key matches the VCS provider.

    The results of the checks of a consumer apply to the connection only if HCP Terraform uses the same consumer.
    """
    provider = connection.provider()
    subject, expected = "consumer key", f"the key in the VCS provider {provider.shown}"
    same = connection.is_providers_consumer()
    if same is None:
        yield unknown(
            subject,
            expected,
            "HCP Terraform doesn't report the key of the VCS provider",
            "Open the consumer that has the callback URL of the VCS provider, and compare the keys.",
        )
    elif same:
        yield passed(subject, expected, "the same")
    else:
        yield failed(subject, expected, *_difference(provider.key, connection.settings.consumer))


def _difference(stored: str | None, given: Consumer | None) -> tuple[str, str]:
    """Return how the key in HCP Terraform differs from the key in the settings, and the fix; neither key is shown."""
    if stored == HIDDEN:  # the client hides each of your secrets in every response
        return "one of your secrets is the key in HCP Terraform, so the key and the secret might be swapped", SWAPPED
    if stored and given and stored.strip() == given.key.strip():
        return "the same key, with a space before or after it in HCP Terraform", FIX
    if stored and given and stored.strip().casefold() == given.key.casefold():
        return "the same letters, but some in a different case", FIX
    return "another key", FIX
