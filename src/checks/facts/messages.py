"""The error messages of both products, quoted exactly."""

from datetime import date

from checks.facts import terraform_screens
from checks.facts.fact import Kind, Message, Source

_SEEN = date(2026, 11, 24)
_HASHICORP = "https://developer.hashicorp.com/terraform/cloud-docs/vcs/troubleshooting"
_HASHICORP_API = "https://developer.hashicorp.com/terraform/cloud-docs/api-docs"
_GIT_403 = "https://confluence.atlassian.com/bbkb/error-403-when-performing-git-operations-1155479141.html"
_SONARQUBE = (
    "https://github.com/SonarSource/sonarqube/blob/master/server/sonar-alm-client/src/test/java/org/sonar/alm/"
    "client/bitbucket/bitbucketcloud/BitbucketCloudRestClientTest.java"
)
_OPENSSH = "https://github.com/openssh/openssh-portable/blob/master"
_KEY_FORMATS = "https://bitbucket.org/site/master/issues/17440"
_ADDED = date(2026, 11, 28)
_READ = date(2026, 11, 29)
_GIT_SOURCE = "https://github.com/git/git/blob/master"
_CURL = "https://github.com/curl/curl/blob/master/lib"
_GO_X509 = "https://github.com/golang/go/blob/master/src/crypto/x509/verify.go"
_OPENSSL_X509 = "https://github.com/openssl/openssl/blob/master/crypto/x509/x509_txt.c"

_AFTER_CONNECT = f"in Bitbucket Cloud, after you click {terraform_screens.CONNECT_AND_CONTINUE.text}"
_TOKEN_ENDPOINT = "in a response from the Bitbucket Cloud token endpoint"  # noqa: S105 - a place, not a password
_GIT = "in the output of Git over HTTPS, after the word remote"
_BITBUCKET_API = "in a response from the Bitbucket Cloud API"
_ADDING_KEY = "in Bitbucket Cloud, when you add a public key"
_SSH = "in the output of ssh, Git, or ssh-keygen"
_GIT_OUTPUT = "in the output of Git"
_TLS = "in the output of a program that connects over HTTPS, such as Git"


def _message(text: str, where: str, page: str, words: str = "", *, kind: Kind = Kind.VENDOR) -> Message:
    """Return the message `text`; the words to search for on `page` are the message itself unless given."""
    return Message(text=text, where=where, source=Source(page, words or text, _SEEN, kind))


def _added(text: str, where: str, page: str, words: str = "", *, kind: Kind = Kind.VENDOR) -> Message:
    """Return a message whose source was read on a later day than the others; otherwise like `_message`."""
    return Message(text=text, where=where, source=Source(page, words or text, _ADDED, kind))


def _in_source(text: str, where: str, page: str, words: str = "") -> Message:
    """Return a message that was read in the source code of the program that shows it, in a copy of its repository."""
    return Message(text=text, where=where, source=Source(page, words or text, _READ))


# During the setup of the OAuth consumer and the VCS provider.
INVALID_REDIRECT_URI = _message(
    "Invalid redirect_uri",
    _AFTER_CONNECT,
    "https://github.com/SonarSource/sonar-auth-bitbucket/issues/7",
    kind=Kind.THIRD_PARTY,
)
MISCONFIGURED = _message(
    "This integration is misconfigured. Contact the vendor for assistance.",
    _AFTER_CONNECT,
    "https://github.com/SonarSource/sonar-auth-bitbucket/issues/7",
    kind=Kind.THIRD_PARTY,
)
INVALID_CLIENT_ID = _message(
    "Invalid client_id", _AFTER_CONNECT, "https://stackoverflow.com/questions/31098096", kind=Kind.THIRD_PARTY
)
REDIRECT_URI_MISMATCH = _message("redirect_uri_mismatch", _AFTER_CONNECT, _HASHICORP)
NO_CALLBACK_URI = _message(
    "No callback uri defined for the OAuth client.",
    _TOKEN_ENDPOINT,
    "https://github.com/composer/composer/pull/5335",
    kind=Kind.THIRD_PARTY,
)
PUBLIC_CONSUMER = _message(
    'Cannot use client_credentials with a consumer marked as "public". '
    "Calls for auto generated consumers should use urn:bitbucket:oauth2:jwt instead.",
    _TOKEN_ENDPOINT,
    "https://github.com/jenkinsci/bitbucket-build-status-notifier-plugin/pull/47",
    kind=Kind.THIRD_PARTY,
)
INVALID_CLIENT_CREDENTIALS = _message(
    "Invalid OAuth client credentials", _TOKEN_ENDPOINT, _SONARQUBE, kind=Kind.THIRD_PARTY
)

# About permissions, webhooks, and repositories.
LACKING_SCOPES = _message(
    "Your credentials lack one or more required privilege scopes.",
    f"{_BITBUCKET_API}, with status 403, and in the output of Git",
    "https://github.com/gildas/bitbucket-cli/blob/main/testdata/error-privileges.json",
    kind=Kind.THIRD_PARTY,
)
LACKING_ROLE = _message(
    "Access denied. You must have write or admin access.",
    f"{_BITBUCKET_API}, with status 403",
    "https://github.com/harness/harness/issues/3683",
    "You must have write or admin access",
    kind=Kind.THIRD_PARTY,
)
REPOSITORY_NOT_ACCESSIBLE = _message(
    "Repository doesn't exist or isn't accessible",
    "in HCP Terraform at the last step of creating a Terraform workspace, and in the HCP Terraform API with status 422",
    "https://github.com/hashicorp/terraform-provider-tfe/issues/324",
)
OAUTH_TOKEN_DOES_NOT_EXIST = _message(
    "OAuth token does not exist",
    "in the HCP Terraform API and in the output of Terraform, after the words unprocessable entity",
    "https://github.com/alexbasista/terraform-tfe-workspacer/issues/17",
    kind=Kind.THIRD_PARTY,
)
NO_SUCH_REPOSITORY = _message(
    "You may not have access to this repository or it no longer exists in this workspace. "
    "If you think this repository exists and you have access, make sure you are authenticated.",
    f"{_BITBUCKET_API}, with status 404",
    "https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/",
    "You may not have access to this repository",
    kind=Kind.THIRD_PARTY,
)
NO_SUCH_WORKSPACE = _message(
    "No workspace with identifier",
    f"{_BITBUCKET_API}, with status 404, followed by the name of the workspace",
    "https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/",
    kind=Kind.THIRD_PARTY,
)

# When a connection stops working.
ADDRESS_NOT_ALLOWED = _message("To access this repository, an admin must whitelist your IP.", _GIT, _GIT_403)
TWO_STEP = _message("To access this repository, enable two-step authentication.", _GIT, _GIT_403)
NO_REPOSITORY_OR_ACCESS = _message(
    "The requested repository either does not exist or you do not have access. "
    "If you believe this repository exists and you have access, make sure you're authenticated.",
    _GIT,
    _GIT_403,
    "either does not exist or you do not have access",
)
TOKEN_INVALID = _message(
    "Token is invalid, expired, or not supported for this endpoint.",
    f"{_BITBUCKET_API}, with status 401",
    "https://github.com/rbansal42/bitbucket-cli/issues/50",
    kind=Kind.THIRD_PARTY,
)
APP_PASSWORD = _message(
    "App passwords are deprecated and must be replaced with API tokens.",
    _GIT,
    "https://community.atlassian.com/forums/Bitbucket-articles/Deprecation-notice-Bitbucket-Cloud-app-password-brownout/ba-p/3237429",
    "app password",
    kind=Kind.THIRD_PARTY,
)
REMOVED_ENDPOINT = _message(
    "CHANGE-2770 - Functionality has been deprecated",
    f"{_BITBUCKET_API}, with status 410",
    "https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-2770",
    "CHANGE-2770",
    kind=Kind.THIRD_PARTY,
)
BITBUCKET_RATE_LIMIT = _message(
    "Rate limit for this resource has been exceeded",
    f"{_BITBUCKET_API}, with status 429",
    "https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/",
    "429",
    kind=Kind.THIRD_PARTY,
)
TERRAFORM_RATE_LIMIT = _message(
    "You have exceeded the API's rate limit.",
    "in a response from the HCP Terraform API, with status 429",
    _HASHICORP_API,
)

# About the SSH key and submodules.
NO_KEY_HELD = _message(
    "You can add a private SSH key to this connection to be used for git clone operations",
    "in HCP Terraform, on the page of the VCS provider",
    _HASHICORP,
)
PERMISSION_DENIED = _message(
    "Permission denied (publickey).",
    f"{_SSH}, and in the log of a run that clones submodules",
    "https://confluence.atlassian.com/bbkb/permission-denied-publickey-302811860.html",
    "Permission denied (publickey)",
)
HOST_KEY = _in_source(
    "Host key verification failed.", _SSH, f"{_OPENSSH}/sshconnect2.c", "Host key verification failed"
)
KEY_REFUSED = _message("That SSH key is invalid.", _ADDING_KEY, _KEY_FORMATS)
KEY_UNREADABLE = _message(
    "Invalid SSH Key", _ADDING_KEY, "https://confluence.atlassian.com/bbkb/invalid-ssh-key-610763481.html"
)
KEY_OF_ANOTHER_ACCOUNT = _message(
    "Someone has already added that SSH key to another account.",
    _ADDING_KEY,
    "https://bitbucket.org/site/master/issues/16572/ui-not-showing-any-error-when-ssh-key",
    kind=Kind.THIRD_PARTY,
)
KEY_IS_DEPLOY_KEY = _message(
    "Someone has already registered this as a deploy key.",
    _ADDING_KEY,
    "https://bitbucket.org/site/master/issues/9061/cant-add-ssh-key-exists-as-deployment-key",
    kind=Kind.THIRD_PARTY,
)
ERROR_IN_LIBCRYPTO = _in_source("error in libcrypto", _SSH, f"{_OPENSSH}/ssherr.c")
INVALID_FORMAT = _in_source("invalid format", _SSH, f"{_OPENSSH}/ssherr.c")
INCORRECT_PASSPHRASE = _in_source("incorrect passphrase supplied to decrypt private key", _SSH, f"{_OPENSSH}/ssherr.c")
UNPROTECTED_KEY = _in_source(
    "UNPROTECTED PRIVATE KEY FILE!", _SSH, f"{_OPENSSH}/authfile.c", "UNPROTECTED PRIVATE KEY FILE"
)

# On Terraform Enterprise.
SELF_SIGNED = _message(
    "verify error:num=18:self signed certificate",
    "in the output of openssl s_client in the Terraform Enterprise container",
    _HASHICORP,
)

# In the output of Git and of the programs that it uses, when a fetch fails.
REPOSITORY_ACCESS_DENIED = _added(
    "repository access denied",
    "in the output of Git over SSH",
    "https://github.com/Shippable/support/issues/2299",
    kind=Kind.THIRD_PARTY,
)
COULD_NOT_READ_USERNAME = _in_source(
    "could not read Username for 'https://bitbucket.org': terminal prompts disabled",
    "in the output of Git over HTTPS",
    f"{_GIT_SOURCE}/prompt.c",
    "terminal prompts disabled",
)
AUTHENTICATION_FAILED = _in_source(
    "Authentication failed for", "in the output of Git over HTTPS, followed by the URL", f"{_GIT_SOURCE}/remote-curl.c"
)
NO_URL_FOR_SUBMODULE = _in_source(
    "No url found for submodule path",
    f"{_GIT_OUTPUT}, followed by the path",
    f"{_GIT_SOURCE}/builtin/submodule--helper.c",
)
BRANCH_NOT_INGRESSABLE = _added(
    "Branch isn't ingressable. Ensure your repository is not empty or in the process of being created.",
    "in HCP Terraform, when you save the version control settings of a Terraform workspace",
    "https://github.com/hashicorp/terraform/issues/23643",
    "Branch isn't ingressable",
    kind=Kind.THIRD_PARTY,
)
COULD_NOT_RESOLVE_HOSTNAME = _in_source(
    "Could not resolve hostname", f"{_SSH}, followed by the hostname", f"{_OPENSSH}/ssh.c"
)
NO_SSH_CONNECTION = _in_source(
    "ssh: connect to host", f"{_SSH}, followed by the hostname, the port, and the reason", f"{_OPENSSH}/sshconnect.c"
)
HOST_KEY_CHANGED = _in_source(
    "WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!",
    _SSH,
    f"{_OPENSSH}/sshconnect.c",
    "REMOTE HOST IDENTIFICATION HAS CHANGED",
)
USER_LIMIT = _added(
    "has exceeded its user limit and this repository is restricted to read-only access.",
    "in the output of git push, after the words Your push failed because the account",
    "https://support.atlassian.com/bitbucket-cloud/kb/"
    "fix-error-your-push-failed-because-the-account-has-exceeded-its-user-limit/",
    "has exceeded its user limit",
)
PAYMENT_REQUIRED = _in_source(
    "The requested URL returned error: 402",
    "in the output of Git over HTTPS",
    f"{_CURL}/http.c",
    "The requested URL returned error",
)
FORBIDDEN = _in_source(
    "The requested URL returned error: 403",
    "in the output of Git over HTTPS",
    f"{_CURL}/http.c",
    "The requested URL returned error",
)
SERVER_ERROR = _in_source(
    "The requested URL returned error: 503",
    "in the output of Git over HTTPS, also with 500, 502, or 504",
    f"{_CURL}/http.c",
    "The requested URL returned error",
)
NO_HTTPS_CONNECTION = _in_source(
    "Failed to connect to",
    "in the output of Git over HTTPS, followed by the hostname, the port, and the reason",
    f"{_CURL}/cf-ip-happy.c",
)
REMOTE_BRANCH_NOT_FOUND = _in_source(
    "couldn't find remote ref", f"{_GIT_OUTPUT}, followed by the name of the branch", f"{_GIT_SOURCE}/remote.c"
)
SUBMODULE_COMMIT_NOT_FOUND = _in_source(
    "Direct fetching of that commit failed.",
    f"{_GIT_OUTPUT}, after the path of a submodule and the hash of a commit",
    f"{_GIT_SOURCE}/builtin/submodule--helper.c",
    "Direct fetching of that commit failed",
)
CONNECTION_CUT = _in_source("the remote end hung up unexpectedly", _GIT_OUTPUT, f"{_GIT_SOURCE}/pkt-line.c")
AUTHENTICATION_MECHANISM = _added(
    "This API is not accessible by this authentication mechanism",
    f"{_BITBUCKET_API}, with status 403",
    "https://github.com/DrFaust92/terraform-provider-bitbucket/issues/221",
    "not accessible by this authentication mechanism",
    kind=Kind.THIRD_PARTY,
)
FETCH_TIMED_OUT = _added(
    "Timed out while fetching the configuration version",
    "in HCP Terraform, after the words Retrieving the configuration version failed with the error",
    "https://github.com/hashicorp/terraform-docs-common/pull/552",
)

# About TLS certificates, in the words of Go and of OpenSSL.
UNKNOWN_AUTHORITY = _added(
    "x509: certificate signed by unknown authority",
    "in the output of a program written in Go",
    "https://support.hashicorp.com/hc/en-us/articles/6631777789971-Tracing-SSL-certificate-chain-issues-in-Terraform-Enterprise",
)
CERTIFICATE_EXPIRED_GO = _in_source(
    "x509: certificate has expired or is not yet valid",
    "in the output of a program written in Go",
    _GO_X509,
    "certificate has expired or is not yet valid",
)
CERTIFICATE_OF_ANOTHER_HOST = _in_source(
    "x509: certificate is valid for",
    "in the output of a program written in Go, followed by both hostnames",
    _GO_X509,
    "certificate is valid for",
)
LOCAL_ISSUER = _in_source("unable to get local issuer certificate", _TLS, _OPENSSL_X509)
SELF_SIGNED_IN_CHAIN = _in_source("self-signed certificate in certificate chain", _TLS, _OPENSSL_X509)
CERTIFICATE_EXPIRED = _in_source("certificate has expired", _TLS, _OPENSSL_X509)
