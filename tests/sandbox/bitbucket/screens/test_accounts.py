"""The pages for the SSH keys of an account."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

KEYS = "/account/settings/ssh-keys/"


def line(key):
    return key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()


@pytest.fixture
def user(person):
    found = person()
    found.log_in("Acme Terraform")
    found.open(f"{found.bitbucket}{KEYS}")
    found.click("Add key")
    return found


def service(user):
    return next(one for one in user.running.state.scenario.accounts if one.username == "acme-terraform")


def test_a_key_expires_after_a_year_by_default(user):
    user.enter("proposed", "Label")
    user.enter(line(ed25519.Ed25519PrivateKey.generate()), "Key")
    user.click("Add key")
    (key,) = service(user).keys
    assert (key.expires.date() - user.running.state.scenario.clock.date()).days == 365
    assert key.label == "proposed"


def test_adds_a_key_without_expiry(user):
    user.enter(line(ed25519.Ed25519PrivateKey.generate()), "Key")
    user.select("No expiry", "Expiry")
    user.click("Add key")
    assert service(user).keys[0].expires is None
    assert "No expiry" in user.text


@pytest.mark.parametrize("text", ["nonsense", "ssh-ed25519 AAAA", "-----BEGIN RSA PRIVATE KEY-----"])
def test_shows_bitbuckets_message_for_an_invalid_key(user, text):
    user.enter(text, "Key")
    user.click("Add key")
    assert "That SSH key is invalid." in user.text
    assert not service(user).keys


def test_rejects_an_rsa_key_that_is_too_short(user):
    user.enter(line(rsa.generate_private_key(public_exponent=65537, key_size=1024)), "Key")  # noqa: S505 - the point
    user.click("Add key")
    assert "That SSH key is invalid." in user.text


def test_rejects_a_key_of_another_account(user):
    text = line(ed25519.Ed25519PrivateKey.generate())
    user.enter(text, "Key")
    user.click("Add key")
    user.log_in("Jordan Lee")
    user.open(f"{user.bitbucket}{KEYS}new")
    user.enter(text, "Key")
    user.click("Add key")
    assert "Someone has already added that SSH key to another account." in user.text
