"""A credential counts only if it is complete, and every secret is listed."""

from pathlib import Path

from checks.facts.credentials import Credential
from checks.settings.secret import Secret
from checks.settings.settings import BitbucketToken, Consumer, Settings

CONSUMER = Consumer("key", Secret("consumer-secret"))
ACCOUNT = BitbucketToken("bot@acme.example", Secret("api-token"))


def test_a_terraform_token_requires_an_organization():
    token = Secret("terraform-token")
    assert Settings(terraform_token=token).credentials == frozenset()
    assert Settings(organization="acme").credentials == frozenset()
    assert Settings(terraform_token=token, organization="acme").credentials == {Credential.TERRAFORM_TOKEN}


def test_other_credentials_need_no_organization():
    settings = Settings(consumer=CONSUMER, bitbucket_token=ACCOUNT, ssh_key=Path("key"))
    assert settings.credentials == {Credential.CONSUMER, Credential.BITBUCKET_TOKEN, Credential.SSH_KEY}


def test_lists_secrets_of_incomplete_credentials():
    settings = Settings(terraform_token=Secret("terraform-token"), consumer=CONSUMER, bitbucket_token=ACCOUNT)
    assert {secret.reveal() for secret in settings.secrets} == {"terraform-token", "consumer-secret", "api-token"}
