"""Faults of the SSH key."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from checks.sandbox import keys
from checks.sandbox.bitbucket.state import DeployKey
from checks.sandbox.faults.fault import AFTER_KEY_FORMAT, Fault, not_run
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import Change, all_of, credentials, repository, service_user

Key = TypeVar("Key", rsa.RSAPrivateKey, ed25519.Ed25519PrivateKey)
_UNUSABLE = {"ssh_key_format": "failed", **not_run(AFTER_KEY_FORMAT)}


def _key_file(contents: Callable[[], bytes]) -> Change:
    """Replace the contents of the key file with the result of `contents`."""
    return credentials(lambda one: replace(one, private_key=contents()))


def _damaged(damage: Callable[[bytes], bytes], *, openssh: bool = False) -> Change:
    """Damage the contents of the key file with `damage`."""
    serialize = keys.openssh if openssh else keys.pem
    return _key_file(lambda: damage(serialize(keys.service_key())))


def _another_key(generate: Callable[[], Key], serialize: Callable[[Key], bytes]) -> Change:
    """Give the user another key in this format, and the service user its public key."""

    def step(now: Scenario) -> Scenario:
        key = generate()
        now = credentials(lambda one: replace(one, private_key=serialize(key)))(now)
        line = keys.public_line(key)
        return service_user(lambda one: replace(one, keys=tuple(replace(known, line=line) for known in one.keys)))(now)

    return step


def _expires(days: int) -> Change:
    """Let the key of the service user expire in `days` days."""

    def step(now: Scenario) -> Scenario:
        when = now.clock + timedelta(days=days)
        return service_user(lambda one: replace(one, keys=tuple(replace(known, expires=when) for known in one.keys)))(
            now
        )

    return step


def _only_an_access_key(now: Scenario) -> Scenario:
    line = keys.public_line(keys.service_key())
    key = DeployKey(number=101, line=line, label="HCP Terraform", created=now.clock - timedelta(days=40))
    return all_of(
        service_user(lambda one: replace(one, keys=())),
        repository("policies", lambda one: replace(one, deploy_keys=(key,))),
    )(now)


FAULTS = (
    Fault(
        name="key-with-a-passphrase",
        happened="The SSH key was generated with a passphrase.",
        change=_key_file(lambda: keys.pem(keys.service_key(), passphrase=b"terraform")),
        claims={"ssh_key_passphrase": "failed", "ssh_key_format": "unknown", **not_run(AFTER_KEY_FORMAT)},
    ),
    Fault(
        name="openssh-key-with-windows-newlines",
        happened="An editor on Windows saved the key, which is in OpenSSH format.",
        change=_damaged(lambda key: key.replace(b"\n", b"\r\n"), openssh=True),
        claims=_UNUSABLE,
        advice=frozenset({"ssh_key_format"}),
    ),
    Fault(
        name="openssh-key-without-final-newline",
        happened="The final newline of the key, which is in OpenSSH format, was lost when it was copied.",
        change=_damaged(bytes.rstrip, openssh=True),
        claims=_UNUSABLE,
        advice=frozenset({"ssh_key_format"}),
    ),
    Fault(
        name="openssh-key",
        happened="The key was generated without -m PEM, so it is in OpenSSH format.",
        change=_damaged(bytes, openssh=True),
        advice=frozenset({"ssh_key_format"}),
    ),
    Fault(
        name="key-with-windows-newlines",
        happened="An editor on Windows saved the key.",
        change=_damaged(lambda key: key.replace(b"\n", b"\r\n")),
        advice=frozenset({"ssh_key_format"}),
    ),
    Fault(
        name="key-in-quotes",
        happened="The key was pasted with quotation marks around it.",
        change=_damaged(lambda key: b'"' + key.rstrip() + b'"\n'),
        claims=_UNUSABLE,
    ),
    Fault(
        name="key-on-one-line",
        happened="A pipeline wrote the key from a variable without quotes, which joined its lines with spaces.",
        change=_damaged(lambda key: key.rstrip().replace(b"\n", b" ") + b"\n"),
        claims=_UNUSABLE,
    ),
    Fault(
        name="indented-key",
        happened="The key was pasted from indented text.",
        change=_damaged(lambda key: b"".join(b"  " + line for line in key.splitlines(keepends=True))),
        claims=_UNUSABLE,
    ),
    Fault(
        name="truncated-key",
        happened="Only the first part of the key was copied.",
        change=_damaged(lambda key: key[: len(key) // 2]),
        claims={**_UNUSABLE, "ssh_key_passphrase": "unknown"},
    ),
    Fault(
        name="public-key-instead",
        happened="The public key was used instead of the private key.",
        change=_key_file(lambda: keys.public_line(keys.service_key()).encode() + b"\n"),
        claims={**_UNUSABLE, "ssh_key_passphrase": "not_applicable"},
    ),
    Fault(
        name="putty-key",
        happened="The key was generated with PuTTYgen and saved in PPK format.",
        change=_key_file(lambda: keys.putty(keys.service_key())),
        claims=_UNUSABLE,
    ),
    Fault(
        name="base64-key",
        happened="The key file contains the key in base64 encoding, as returned by a secret store.",
        change=_damaged(base64.b64encode),
        claims={**_UNUSABLE, "ssh_key_passphrase": "not_applicable"},
    ),
    Fault(
        name="key-too-short",
        happened="The key has 1024 bits.",
        change=_another_key(lambda: keys.rsa_key("another", 1024), keys.pem),
        claims=_UNUSABLE,
    ),
    Fault(
        name="key-of-2048-bits",
        happened="The key has 2048 bits.",
        change=_another_key(lambda: keys.rsa_key("another", 2048), keys.pem),
        advice=frozenset({"ssh_key_format"}),
    ),
    Fault(
        name="ed25519-key",
        happened="The key was generated without -t rsa, so it is an Ed25519 key.",
        change=_another_key(lambda: keys.ed25519_key("another"), keys.openssh),
        advice=frozenset({"ssh_key_format"}),
    ),
    Fault(
        name="ed25519-key-in-pkcs8",
        happened="The key is an Ed25519 key in PKCS#8 format, which OpenSSH can't read.",
        change=_key_file(lambda: keys.pkcs8(keys.ed25519_key("in PKCS#8"))),
        claims=_UNUSABLE,
        advice=frozenset({"ssh_key_format"}),
    ),
    Fault(
        name="key-not-on-the-account",
        happened="The public key was not added to the service user.",
        change=service_user(lambda one: replace(one, keys=())),
        claims={"ssh_key_on_account": "failed"},
    ),
    Fault(
        name="another-key-on-the-account",
        happened="The service user has the public key of another pair.",
        change=_key_file(lambda: keys.pem(keys.rsa_key("stray"))),
        claims={"ssh_key_on_account": "failed"},
    ),
    Fault(
        name="only-an-access-key",
        happened="The public key was added to one repository as an access key, not to the service user.",
        change=_only_an_access_key,
        claims={"ssh_key_on_account": "failed"},
    ),
    Fault(
        name="account-key-expired",
        happened="The public key on the service user has expired.",
        change=_expires(-1),
        claims={"ssh_key_on_account": "failed"},
    ),
    Fault(
        name="account-key-expires-soon",
        happened="The public key on the service user expires in three weeks.",
        change=_expires(21),
        advice=frozenset({"ssh_key_on_account"}),
    ),
)
