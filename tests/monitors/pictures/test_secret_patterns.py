"""Text that resembles a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.monitors.pictures.secret_patterns import find_secrets


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("ATATT3xFfGF0aBcDeFgHiJkL", "an Atlassian token"),
        ("ATBBabcdefgh1234", "an Atlassian token"),
        ("sandbox.atlasv1.qv3rT0m8ZxK2cYwLr7Hs qv3rT0.atlasv1.m8ZxK2cYwLr7", "an HCP Terraform token"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA", "a private key"),
        ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ", "a public key"),
        ("the key aB3dE6gH9jK2mN5pQ8 here", "a key or secret"),
        ("http://127.0.0.1:40451/app", "a URL or path of this machine"),
        ("/home/somebody/service_terraform", "a URL or path of this machine"),
    ],
)
def test_finds_secrets_and_machine_details(text: str, what: str) -> None:
    assert what in set(find_secrets(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://app.terraform.io/auth/00000000-0000-4000-8000-000000000000/callback",
        "-----BEGIN RSA PRIVATE KEY-----\n\N{BULLET}\N{BULLET}\N{BULLET}\n-----END RSA PRIVATE KEY-----",
        "ssh-rsa \N{BULLET}\N{BULLET} service_terraform",
        "Read and modify your repositories and their pull requests",
    ],
)
def test_accepts_replacements_for_secrets(text: str) -> None:
    assert list(find_secrets(text)) == []


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ,.", max_size=200))
def test_accepts_prose(text: str) -> None:
    assert list(find_secrets(text)) == []
