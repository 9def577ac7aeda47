"""The pages for the SSH keys of an account."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

KEYS = "/account/settings/ssh-keys/"


def line(key):
    return key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()


@pytest.fixture
def walker(person):
    found = person()
    found.log_in("Acme Terraform")
    found.open(f"{found.bitbucket}{KEYS}")
    found.click("Add key")
    return found


def service(walker):
    return next(one for one in walker.running.state.scenario.accounts if one.username == "acme-terraform")


def test_a_key_expires_after_a_year_by_default(walker):
    walker.enter("proposed", "Label")
    walker.enter(line(ed25519.Ed25519PrivateKey.generate()), "Key")
    walker.click("Add key")
    (key,) = service(walker).keys
    assert (key.expires.date() - walker.running.state.scenario.clock.date()).days == 365
    assert key.label == "proposed"


def test_adds_a_key_without_expiry(walker):
    walker.enter(line(ed25519.Ed25519PrivateKey.generate()), "Key")
    walker.select("No expiry", "Expiry")
    walker.click("Add key")
    assert service(walker).keys[0].expires is None
    assert "No expiry" in walker.text


@pytest.mark.parametrize("text", ["nonsense", "ssh-ed25519 AAAA", "-----BEGIN RSA PRIVATE KEY-----"])
def test_shows_bitbuckets_message_for_an_invalid_key(walker, text):
    walker.enter(text, "Key")
    walker.click("Add key")
    assert "That SSH key is invalid." in walker.text
    assert not service(walker).keys


def test_rejects_an_rsa_key_that_is_too_short(walker):
    walker.enter(line(rsa.generate_private_key(public_exponent=65537, key_size=1024)), "Key")  # noqa: S505 - the point
    walker.click("Add key")
    assert "That SSH key is invalid." in walker.text


def test_rejects_a_key_of_another_account(walker):
    text = line(ed25519.Ed25519PrivateKey.generate())
    walker.enter(text, "Key")
    walker.click("Add key")
    walker.log_in("Jordan Lee")
    walker.open(f"{walker.bitbucket}{KEYS}new")
    walker.enter(text, "Key")
    walker.click("Add key")
    assert "Someone has already added that SSH key to another account." in walker.text
