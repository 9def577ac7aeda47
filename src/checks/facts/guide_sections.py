"""The section of the guide with the steps that fix a problem, for each check and for each error message.

The build of the guide compares this relation with the pages: every section exists, every check has one, and an entry
of the page about troubleshooting names the checks that lead to it.
"""

from dataclasses import dataclass

from checks.facts import messages
from checks.facts.credentials import Credential
from checks.facts.fact import Message, named


@dataclass(frozen=True)
class Section:
    """A section of the guide.

    Attributes:
        page: The name of the page, without an ending.
        heading: What to search for in the file of the page: the heading, or the name of the message.
        anchor: The anchor in the built page.
    """

    page: str
    heading: str
    anchor: str

    @property
    def title(self) -> str:
        """The heading as the built page shows it: the text of a message."""
        known = (fact.text for name, fact in named(messages) if name == self.heading and isinstance(fact, Message))
        return next(known, self.heading)


IN_THE_BROWSER = (
    messages.INVALID_REDIRECT_URI,
    messages.MISCONFIGURED,
    messages.INVALID_CLIENT_ID,
    messages.REDIRECT_URI_MISMATCH,
    messages.REPOSITORY_NOT_ACCESSIBLE,
    messages.OAUTH_TOKEN_DOES_NOT_EXIST,
    messages.NO_KEY_HELD,
    messages.SELF_SIGNED,
)
"""The messages with an entry on the page about troubleshooting. The page about error messages has the others."""


def section(page: str, heading: str) -> Section:
    """Return the section with this heading. The anchor is the one that Sphinx makes of the heading."""
    words = "".join(character if character.isalnum() else " " for character in heading.lower())
    return Section(page, heading, "-".join(words.split()))


def of_message(message: Message) -> Section:
    """Return the entry of an error message."""
    # Equal, not identical: redaction copies a finding with everything in it.
    name = next(name for name, fact in named(messages) if fact == message)
    return Section("troubleshoot" if message in IN_THE_BROWSER else "error-messages", name, name.replace(".", "-"))


def _entry(heading: str) -> Section:
    return section("troubleshoot", heading)


ADD_PROVIDER = section("add-vcs-provider", "Add the VCS provider")
CONSUMER_DELETED = _entry("The OAuth consumer was deleted")
NO_ADMIN = _entry("Connecting a repository fails with HTTP 403 from Bitbucket Cloud")
NEW_KEY = section("scope-and-ssh-key", "Generate an SSH key pair")
PERSISTS = _entry("If the problem persists")
REAUTHORIZE = section("maintain-connection", "Reauthorize the VCS provider")
RENAMED = section("maintain-connection", "Rename a Bitbucket workspace or a repository")
REVOKE_TOKENS = section("maintain-connection", "Revoke tokens created for the checks")
REJECTED_TOKEN = section("error-messages", "HCP Terraform returns HTTP 401")
RESOURCE_NOT_FOUND = section("error-messages", "HCP Terraform returns HTTP 404 for an existing resource")
SETTINGS = section("reference/settings", "Settings")
TERRAFORM_TOKEN = section("verify", "HCP Terraform API token")
TIME_BUDGET = section("monitor", "Set a time budget")
UNUSABLE = section("error-messages", "A response is incomplete, or isn't from the service")
UNREACHABLE = section("error-messages", "The checks can't reach a host")
WHICH_SIDE = _entry("Find out which side fails")
WRONG_ACCOUNT = _entry("HCP Terraform uses the wrong account")

FOR_CREDENTIAL = {
    Credential.TERRAFORM_TOKEN: Section("verify", "HCP Terraform API token", "terraform-token"),
    Credential.CONSUMER: Section("verify", "Consumer key and secret", "consumer-key"),
    Credential.BITBUCKET_TOKEN: Section("verify", "Bitbucket API token", "bitbucket-token"),
    Credential.SSH_KEY: Section("verify", "SSH key path", "ssh-key-path"),
}
"""For each credential, the section about how to create it with minimum permissions."""

FOR_CHECK = {
    "authorization-age": section("maintain-connection", "Prevent the authorization from expiring"),
    "authorization-works": WHICH_SIDE,
    "authorizing-user": WRONG_ACCOUNT,
    "bitbucket-token": of_message(messages.TOKEN_INVALID),
    "bitbucket-token-scopes": of_message(messages.LACKING_SCOPES),
    "branch-exists": of_message(messages.BRANCH_NOT_INGRESSABLE),
    "callback-url": of_message(messages.INVALID_REDIRECT_URI),
    "consumer-callback": of_message(messages.NO_CALLBACK_URI),
    "consumer-credentials": of_message(messages.INVALID_CLIENT_CREDENTIALS),
    "consumer-key": of_message(messages.INVALID_CLIENT_ID),
    "consumer-permissions": section("create-consumer", "Select the permissions"),
    "disconnected-workspaces": _entry("A Terraform workspace was disconnected from its repository"),
    "enterprise-release": _entry("Repositories can't be listed before release 2.0.5"),
    "last-fetch": WHICH_SIDE,
    "private-consumer": of_message(messages.PUBLIC_CONSUMER),
    "provider-authorized": _entry("The VCS provider has no OAuth token"),
    "provider-scope": _entry("You can't select the VCS provider in a Terraform workspace"),
    "provider-selected": _entry("HCP Terraform has no VCS provider for Bitbucket Cloud, or several"),
    "provider-users": section("error-messages", "The checks don't list a module, policy set, or Stack"),
    "public-address": _entry("Webhooks aren't created or delivered"),
    "ssh-key-format": of_message(messages.ERROR_IN_LIBCRYPTO),
    "ssh-key-on-account": of_message(messages.PERMISSION_DENIED),
    "ssh-key-passphrase": of_message(messages.INCORRECT_PASSPHRASE),
    "ssh-key-stored": of_message(messages.NO_KEY_HELD),
    "submodule-urls": _entry("Cloning a submodule fails since November 2026"),
    "submodules-enabled": _entry("Submodules are missing, and there is no error"),
    "terraform-token": REJECTED_TOKEN,
    "token-references": of_message(messages.OAUTH_TOKEN_DOES_NOT_EXIST),
    "trigger-settings": _entry("A push doesn't start a run"),
    "version-status": _entry("A module, policy set, or Stack gets no new version"),
    "webhook-admin-access": NO_ADMIN,
    "webhooks": _entry("A push doesn't start a run"),
    "workspaces-visible": TERRAFORM_TOKEN,
}
"""For each check by its ID, the section with the steps that fix most of its findings."""
