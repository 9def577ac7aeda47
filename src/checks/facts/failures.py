"""The causes and fixes of the error messages that a failed fetch or a response can contain.

A report finds the entry by the vendor's words; a page of the guide shows it with ``{message}`` and ``:solution:``.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from checks.facts import bitbucket_screens, messages, ssh, terraform_screens
from checks.facts.fact import Message


@dataclass(frozen=True)
class Failure:
    """The meaning of an error message.

    Attributes:
        message: The message, with its source and the day on which it was read.
        cause: The cause, in full sentences. It claims only what the message proves, and lists every possible case.
        fix: The fix, in full sentences.
        phrases: Phrases that identify the message in a longer text, if not its own text. "…" matches any words.
    """

    message: Message
    cause: str
    fix: str
    phrases: tuple[str, ...] = ()

    def is_in(self, words: str) -> bool:
        """Return whether a vendor's `words` contain the message, regardless of letter case and line breaks."""
        return bool(self._pattern.search(" ".join(words.split())))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = (" ".join(phrase.split()).split("…") for phrase in self.phrases or (self.message.text,))
        # A status at the end of a phrase must not be the beginning of a longer number.
        patterns = (".{0,300}?".join(map(re.escape, part)) + r"(?!\d)" for part in parts)
        return re.compile("|".join(patterns), re.IGNORECASE)


def match(words: str | None) -> Failure | None:
    """Return the entry for a message in `words`, or None if they contain none of them.

    Args:
        words: The message that a vendor recorded. If it contains several known messages, the most specific one counts.
    """
    found = next((failure for failure in FAILURES if failure.is_in(words)), None) if words else None
    host = _other_host(words or "")
    return _elsewhere(found, host) if found and host and _ABOUT_BITBUCKET.search(found.cause + found.fix) else found


_ABOUT_BITBUCKET = re.compile("bitbucket|service user", re.IGNORECASE)
_HOST = re.compile(r"'(?:https?|ssh)://(?:[^@/\s']*@)?([\w.-]+)|\bgit@([\w.-]+): |connect to (?:host )?([\w.-]+) port ")
"""A host in the formats in which Git and SSH name the server of a failed fetch."""


def _other_host(words: str) -> str | None:
    """Return the server that a message names if it names no server of Bitbucket Cloud."""
    hosts = [host for match in _HOST.finditer(words) for host in match.groups() if host]
    return hosts[0] if hosts and not any("bitbucket.org" in host.lower() for host in hosts) else None


def _elsewhere(failure: Failure, host: str) -> Failure:
    """Return the entry with a cause and a fix for a server other than Bitbucket Cloud."""
    return replace(
        failure,
        cause=f"The fetch failed at {host}. The VCS provider gives HCP Terraform access only to Bitbucket Cloud.",
        fix=f"Check the URL with this host in the .gitmodules file, and whether {host} accepts HCP Terraform.",
    )


_PROVIDERS = f"{terraform_screens.SETTINGS.text} > {terraform_screens.PROVIDERS.text}"
_SSH_KEYS = f"{bitbucket_screens.PERSONAL_SETTINGS.text} > {bitbucket_screens.SSH_KEYS.text}"
_VERSION_CONTROL = f"{terraform_screens.SETTINGS.text} > {terraform_screens.VERSION_CONTROL.text}"
_REAUTHORIZE = (
    f"In HCP Terraform, go to {_PROVIDERS} and select {terraform_screens.REAUTHORIZE.text} as the service user."
)
_SSH_URL = f"git@{ssh.HOST.text}:WORKSPACE/REPOSITORY.git"
_TRUST = (
    "On Terraform Enterprise, add the certificate authority (CA) of the proxy or firewall to the CA bundle. For HCP "
    "Terraform, contact HashiCorp support."
)

ADDRESS_NOT_ALLOWED = Failure(
    messages.ADDRESS_NOT_ALLOWED,
    "The Bitbucket workspace uses an IP allowlist, and the IP address of the client isn't on it.",
    "Add every IP address of HCP Terraform to the allowlist of the Bitbucket workspace, and the IP address of this "
    "machine for the checks.",
    phrases=("an admin must whitelist your IP", "whitelist your IP", "allowlist your IP"),
)
TWO_STEP = Failure(
    messages.TWO_STEP,
    "The Bitbucket workspace requires two-step verification, and the account hasn't turned it on.",
    "Sign in to Bitbucket Cloud as the service user and turn on two-step verification.",
    phrases=("enable two-step",),
)
NO_SUCH_WORKSPACE = Failure(
    messages.NO_SUCH_WORKSPACE,
    "The ID of a Bitbucket workspace has changed, or the account has no access to it. Bitbucket doesn't redirect from "
    "the old ID.",
    "Compare the ID with the URL of the Bitbucket workspace, and connect the Terraform workspaces to the new name. If "
    "the ID is from the URL of a submodule, correct it in the .gitmodules file.",
)
USER_LIMIT = Failure(
    messages.USER_LIMIT,
    "The Bitbucket workspace has more users than its plan allows, or a payment failed, so its repositories are "
    "read-only. The service user counts as a user.",
    "Ask an administrator of the Bitbucket workspace to remove users, upgrade the plan, or update the payment details.",
    phrases=("exceeded its user limit", "exceeded their user limit"),
)
PAYMENT_REQUIRED = Failure(
    messages.PAYMENT_REQUIRED,
    "Bitbucket responds with status 402: the Bitbucket workspace has more users than its plan allows, or a payment "
    "failed.",
    USER_LIMIT.fix,
    phrases=("returned error: 402", "402 Payment Required"),
)
BRANCH_NOT_INGRESSABLE = Failure(
    messages.BRANCH_NOT_INGRESSABLE,
    "HCP Terraform can't read the branch: it doesn't exist, its name is misspelled, or the repository has no commits.",
    f"Create the branch, push a first commit, or enter another branch in {_VERSION_CONTROL} of the Terraform "
    "workspace.",
    phrases=("Branch isn't ingressable", "Branch isn\N{RIGHT SINGLE QUOTATION MARK}t ingressable"),
)
REMOTE_BRANCH_NOT_FOUND = Failure(
    messages.REMOTE_BRANCH_NOT_FOUND,
    "The repository has no branch or tag of this name: it was deleted, renamed, or misspelled.",
    f"Create the branch, or enter another branch in {_VERSION_CONTROL} of the Terraform workspace. If the message "
    "is about a submodule, correct the branch in the .gitmodules file.",
    phrases=(
        "couldn't find remote ref",
        "Remote branch … not found in upstream",
        "Could not find remote branch",
        "Unable to find refs/remotes/… revision in submodule path",
    ),
)
SSH_KEY_REFUSED = Failure(
    messages.PERMISSION_DENIED,
    "The server accepts no SSH key of HCP Terraform: the VCS provider has no private key, or the public key isn't "
    "on the account, is on another account, or has expired.",
    f"Run the checks ssh-key-stored and ssh-key-on-account. Sign in to Bitbucket Cloud as the service user, and "
    f"add the public key under {_SSH_KEYS}.",
    phrases=("Permission denied (publickey",),
)

FAILURES: tuple[Failure, ...] = (
    ADDRESS_NOT_ALLOWED,
    TWO_STEP,
    NO_SUCH_WORKSPACE,
    USER_LIMIT,
    PAYMENT_REQUIRED,
    Failure(
        messages.APP_PASSWORD,
        "The fetch used an app password, for example one in a submodule URL. Bitbucket removed app passwords in 2026.",
        "Remove the app password from the URL.",
        phrases=("App passwords are deprecated",),
    ),
    Failure(
        messages.LACKING_SCOPES,
        "The credential that HCP Terraform used lacks a permission.",
        f"Run the check consumer-permissions, and add the permissions that it names. {_REAUTHORIZE}",
        phrases=("credentials lack one or more required privilege scopes",),
    ),
    Failure(
        messages.AUTHENTICATION_MECHANISM,
        "The Bitbucket API doesn't accept this kind of credential for the request, for example an access token of a "
        "repository, project, or workspace where a user is required.",
        "Use a credential of a user: for the checks, an API token of the service user; for HCP Terraform, an "
        "authorization by the service user.",
        phrases=("not accessible by this authentication mechanism",),
    ),
    Failure(
        messages.BITBUCKET_RATE_LIMIT,
        "Bitbucket received more requests from the account than it allows in an hour.",
        "Wait an hour, and start a new run. If it happens again, find out what else uses the same account.",
        phrases=(messages.BITBUCKET_RATE_LIMIT.text, "returned error: 429"),
    ),
    Failure(
        messages.OAUTH_TOKEN_DOES_NOT_EXIST,
        "The Terraform workspace references an OAuth token that doesn't exist.",
        f"In the Terraform workspace, go to {_VERSION_CONTROL}, select {terraform_screens.CHANGE_SOURCE.text}, and "
        "select a VCS provider that exists.",
    ),
    BRANCH_NOT_INGRESSABLE,
    REMOTE_BRANCH_NOT_FOUND,
    Failure(
        messages.SUBMODULE_COMMIT_NOT_FOUND,
        "A commit pins a submodule at a commit that the repository of the submodule doesn't have: it was never pushed, "
        "or it was removed by a forced push.",
        "Push the missing commit to the repository of the submodule, or pin a commit that exists, and push it.",
        phrases=(
            "Direct fetching of that commit failed",
            "upload-pack: not our ref",
            "reference is not a tree: … in submodule path",
        ),
    ),
    Failure(
        messages.NO_URL_FOR_SUBMODULE,
        "A commit contains a submodule that the .gitmodules file doesn't name, or whose entry has no URL.",
        "Add an entry with the path and the URL to .gitmodules, or remove the submodule with `git rm --cached PATH`. "
        "Then push a commit.",
        phrases=("No url found for submodule path", "no submodule mapping found in .gitmodules for path"),
    ),
    Failure(
        messages.ERROR_IN_LIBCRYPTO,
        "SSH can't parse the private key: its text was damaged while it was copied, or it isn't a private key.",
        "Run the check ssh-key-format on the key file, and add the key to the VCS provider again.",
    ),
    Failure(
        messages.INVALID_FORMAT,
        "SSH can't parse the private key: the file is incomplete, or its type isn't supported.",
        "Run the check ssh-key-format on the key file, and add the key to the VCS provider again.",
        phrases=('Load key "…": invalid format',),
    ),
    Failure(
        messages.INCORRECT_PASSPHRASE,
        "The private key has a passphrase, which HCP Terraform can't enter.",
        "Remove the passphrase from a copy of the key, and add that copy to the VCS provider.",
    ),
    Failure(
        messages.HOST_KEY_CHANGED,
        "The SSH host key that the server sent differs from the known one: Bitbucket changed its host keys, or "
        "another machine uses its IP address.",
        "On Terraform Enterprise, compare the fingerprint in the message with those that Atlassian publishes, and "
        "update the known hosts only if they are equal. For HCP Terraform, contact HashiCorp support.",
        phrases=("REMOTE HOST IDENTIFICATION HAS CHANGED",),
    ),
    Failure(
        messages.HOST_KEY,
        "The known hosts of the machine that clones have no SSH host key for the server, or an outdated one.",
        "On Terraform Enterprise, add the host keys that Atlassian publishes to the known hosts. For HCP Terraform, "
        "contact HashiCorp support.",
        phrases=("Host key verification failed", "host key is known for … and you have requested strict checking"),
    ),
    Failure(
        messages.REPOSITORY_ACCESS_DENIED,
        "Bitbucket accepts the SSH key, but not for this repository: the account of the key has no access to it, or "
        "the key is an access key of another repository.",
        "Give the service user read access to the repository, and make sure that the key is on the service user, not "
        "on a repository.",
    ),
    SSH_KEY_REFUSED,
    Failure(
        messages.COULD_NOT_RESOLVE_HOSTNAME,
        "The hostname in a URL doesn't exist, or DNS can't resolve it: it is misspelled, an alias from an SSH "
        "configuration file, or the URL has a colon instead of the slash after the hostname.",
        f"Run the check submodule-urls, and correct the URL, for example to {_SSH_URL}.",
        phrases=("Could not resolve host", "dial tcp: lookup … no such host"),
    ),
    Failure(
        messages.NO_SSH_CONNECTION,
        "No SSH connection to the server was possible: its hostname or port doesn't serve SSH, or a firewall blocks "
        "the connection.",
        f"Use {ssh.HOST.text} on port {ssh.PORT.number} in the submodule URL. On Terraform Enterprise, allow outbound "
        "connections to it.",
        phrases=(
            "ssh: connect to host",
            "kex_exchange_identification:",
            "Connection closed by … port 22",
            "Connection reset by … port 22",
        ),
    ),
    Failure(
        messages.COULD_NOT_READ_USERNAME,
        "Git has no credential for the URL of a repository, usually a private submodule over HTTPS.",
        f"Use an SSH URL for the submodule, such as {_SSH_URL}, and add an SSH key to the VCS provider.",
        phrases=("could not read Username for", "could not read Password for", "terminal prompts disabled"),
    ),
    Failure(
        messages.NO_REPOSITORY_OR_ACCESS,
        "The repository doesn't exist under this name, or the account has no access to it. The message doesn't say "
        "which.",
        "Check whether the repository was renamed, moved, or deleted. If not, give the service user access to it.",
        phrases=(
            "requested repository either does not exist or you do not have access",
            "repository not found",
            "repository '…' not found",
            "You may not have access to this repository or it no longer exists",
            "conq: repository does not exist",
            "returned error: 404",
        ),
    ),
    Failure(
        messages.REPOSITORY_NOT_ACCESSIBLE,
        "The repository doesn't exist under this name, or the authorization gives HCP Terraform no access to it. The "
        "message doesn't say which.",
        "Check whether the repository was renamed, moved, or deleted. If not, run the checks authorization-works and "
        "webhook-admin-access.",
    ),
    Failure(
        messages.AUTHENTICATION_FAILED,
        "Bitbucket doesn't accept the credential: the authorization was revoked or has expired, or the URL of a "
        "submodule contains an invalid one.",
        f"Run the checks authorization-works and submodule-urls. {_REAUTHORIZE}",
        phrases=(
            "Authentication failed for",
            "returned error: 401",
            messages.TOKEN_INVALID.text,
            "Access token expired. Use your refresh token",
            "Invalid refresh_token",
        ),
    ),
    Failure(
        messages.CERTIFICATE_EXPIRED_GO,
        "The TLS certificate of the server has expired or isn't valid yet, or the client's clock is incorrect.",
        "On Terraform Enterprise, check the clock of the server and the certificate of each proxy. For HCP Terraform, "
        "contact HashiCorp support.",
    ),
    Failure(
        messages.CERTIFICATE_EXPIRED,
        "The TLS certificate of the server has expired or isn't valid yet, or the client's clock is incorrect.",
        "On Terraform Enterprise, check the clock of the server and the certificate of each proxy. For HCP Terraform, "
        "contact HashiCorp support.",
        phrases=("certificate has expired", "certificate is not yet valid"),
    ),
    Failure(
        messages.CERTIFICATE_OF_ANOTHER_HOST,
        "The TLS certificate of the server is for another hostname: the URL is incorrect, or a proxy or DNS leads to "
        "another server.",
        "Compare both hostnames in the message, and correct the URL, the proxy, or the DNS entry.",
        phrases=("x509: certificate is valid for", "no alternative certificate subject name matches target host"),
    ),
    Failure(
        messages.UNKNOWN_AUTHORITY,
        "The client doesn't trust the certificate authority (CA) that signed the TLS certificate of the server, "
        "usually because a proxy or firewall replaces the certificate.",
        _TRUST,
        phrases=("certificate signed by unknown authority",),
    ),
    Failure(
        messages.LOCAL_ISSUER,
        "The client doesn't have the certificate authority (CA) that signed the TLS certificate of the server, or the "
        "server doesn't send the whole chain.",
        _TRUST,
        phrases=(
            "unable to get local issuer certificate",
            "unable to verify the first certificate",
            "server certificate verification failed",
        ),
    ),
    Failure(
        messages.SELF_SIGNED_IN_CHAIN,
        "The client doesn't trust a self-signed certificate that the server sends, usually the root of a proxy or "
        "firewall that replaces the certificate.",
        _TRUST,
        phrases=("self-signed certificate", "self signed certificate"),
    ),
    Failure(
        messages.FORBIDDEN,
        "Bitbucket responds with status 403: the account can't read the repository, or the Bitbucket workspace "
        "restricts access, for example by IP address or two-step verification.",
        "Sign in to Bitbucket Cloud as the service user, and open the repository. If it opens, ask an administrator of "
        "the Bitbucket workspace for its access controls.",
        phrases=("returned error: 403",),
    ),
    Failure(
        messages.SERVER_ERROR,
        "Bitbucket, or a proxy in front of it, responded with a server error. The message doesn't say why.",
        "Look for an outage of Bitbucket, and start a new run. On Terraform Enterprise, also look in the log of each "
        "proxy.",
        phrases=("returned error: 500", "returned error: 502", "returned error: 503", "returned error: 504"),
    ),
    Failure(
        messages.NO_HTTPS_CONNECTION,
        "No HTTPS connection to the server was possible: a firewall or proxy blocks it, or the server doesn't respond.",
        "Look for an outage of Bitbucket, and start a new run. On Terraform Enterprise, allow outbound connections to "
        "the hostname and the port in the message.",
    ),
    Failure(
        messages.FETCH_TIMED_OUT,
        "Bitbucket didn't respond to HCP Terraform in time.",
        "Push a new commit. If it happens again, look for an outage of Bitbucket, and on Terraform Enterprise for a "
        "network problem.",
        phrases=(messages.FETCH_TIMED_OUT.text, "context deadline exceeded", "dial tcp … i/o timeout"),
    ),
    Failure(
        messages.CONNECTION_CUT,
        "The connection to the server ended before Git had received everything. The message doesn't say why.",
        "Start a new run. If it happens again, look for an earlier message in the log, for an outage of Bitbucket, and "
        "on Terraform Enterprise for a proxy that limits the size or duration of a response.",
        phrases=("the remote end hung up unexpectedly", "early EOF", "RPC failed; curl"),
    ),
)
"""Every entry, the most specific message first, because a recorded failure can contain several."""
