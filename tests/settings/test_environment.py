"""Settings come from the usual environment variables, and invalid values are rejected in one sentence."""

import json
import string
from pathlib import Path

import certifi
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from checks.facts.credentials import Credential
from checks.settings.environment import EnvReader, read_settings, secrets_of, validate_value
from checks.settings.secret import Secret
from checks.settings.variables import Setting, SettingsError

TERRAFORM = {"TFE_TOKEN": "planted-terraform-token", "TFE_ORGANIZATION": "acme"}
CONSUMER = {"BITBUCKET_CLIENT_ID": "consumer-1", "BITBUCKET_CLIENT_SECRET": "planted-consumer-secret"}
ACCOUNT = {"BITBUCKET_EMAIL": "bot@acme.example", "BITBUCKET_API_TOKEN": "planted-api-token"}
KEY = {"BITBUCKET_SSH_KEY": "/keys/id rsa"}
LOOPBACK = {"BITBUCKET_URL": "http://127.0.0.1:8001", "BITBUCKET_API_URL": "http://127.0.0.1:8002"}


@pytest.fixture
def read(tmp_path):
    def read_variables(*variables, home: Path = tmp_path):
        return read_settings({name: value for each in variables for name, value in each.items()}, home, "linux")

    return read_variables


@pytest.fixture
def logged_in(tmp_path):
    path = tmp_path / ".terraform.d" / "credentials.tfrc.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"credentials": {"app.terraform.io": {"token": "planted-file-token"}}}))
    return tmp_path


class TestNoSettings:
    def test_are_valid(self, read):
        assert read().credentials == frozenset()

    def test_use_the_public_hosts(self, read):
        settings = read()
        assert settings.terraform_url == "https://app.terraform.io"
        assert settings.bitbucket_url == "https://bitbucket.org"
        assert settings.bitbucket_api_url == "https://api.bitbucket.org"


class TestAllSettings:
    def test_provide_all_four_credentials(self, read):
        settings = read(TERRAFORM, CONSUMER, ACCOUNT, KEY)
        assert settings.credentials == frozenset(Credential)
        assert settings.terraform_token == Secret("planted-terraform-token")
        assert settings.ssh_key == Path("/keys/id rsa")

    def test_record_the_origin_of_each_setting(self, read):
        origins = read(TERRAFORM, ACCOUNT).origins
        assert origins[Setting.TERRAFORM_TOKEN] == "TFE_TOKEN"
        assert origins[Setting.BITBUCKET_EMAIL] == "BITBUCKET_EMAIL"

    def test_show_no_secret(self, read):
        assert "planted" not in repr(read(TERRAFORM, CONSUMER, ACCOUNT))


class TestTerraformUrl:
    @pytest.mark.parametrize(
        ("variables", "url"),
        [
            ({"TFE_ADDRESS": "https://tfe.example.com/"}, "https://tfe.example.com"),
            ({"TFE_HOSTNAME": "app.eu.terraform.io"}, "https://app.eu.terraform.io"),
            ({"TF_CLOUD_HOSTNAME": "tfe.example.com:8443"}, "https://tfe.example.com:8443"),
            ({"TFE_HOSTNAME": "b.example", "TF_CLOUD_HOSTNAME": "c.example"}, "https://b.example"),
            ({"TFE_ADDRESS": "https://a.example", "TFE_HOSTNAME": "b.example"}, "https://a.example"),
        ],
    )
    def test_uses_the_first_variable_that_is_set(self, read, variables, url):
        assert read(variables).terraform_url == url

    @pytest.mark.parametrize(
        "variables", [{"TFE_HOSTNAME": "https://tfe.example.com"}, {"TFE_ADDRESS": "tfe.example.com"}]
    )
    def test_rejects_the_format_of_the_other_variable(self, read, variables):
        (name,) = variables
        with pytest.raises(SettingsError, match=f"^{name} "):
            read(variables)

    @pytest.mark.parametrize("value", ["https://tfe.example.com", "tfe.example.com/app", "me@tfe.example.com", "a b"])
    def test_rejects_anything_but_a_hostname_with_the_expected_form(self, read, value):
        with pytest.raises(SettingsError, match=r"isn't a hostname, such as app\.terraform\.io") as caught:
            read({"TFE_HOSTNAME": value})
        assert "URL" not in str(caught.value)

    def test_rejects_plain_http_to_another_machine(self, read):
        with pytest.raises(SettingsError, match="TFE_ADDRESS is plain http"):
            read({"TFE_ADDRESS": "http://tfe.example.com"})


class TestOrganization:
    def test_prefers_the_variable_of_the_terraform_provider(self, read):
        settings = read(TERRAFORM, {"TF_CLOUD_ORGANIZATION": "other"})
        assert settings.organization == "acme"

    def test_accepts_the_variable_of_the_terraform_cli(self, read):
        assert read({"TFE_TOKEN": "planted", "TF_CLOUD_ORGANIZATION": "other"}).organization == "other"

    @pytest.mark.parametrize("name", ["https://app.terraform.io/app/acme", "..", "."])
    def test_rejects_values_that_are_not_names(self, read, name):
        with pytest.raises(SettingsError, match="TFE_ORGANIZATION isn't an organization name"):
            read({"TFE_TOKEN": "planted", "TFE_ORGANIZATION": name})


class TestIncompleteCredential:
    @pytest.mark.parametrize("name", [*TERRAFORM, *CONSUMER, *ACCOUNT])
    def test_is_rejected_with_both_names(self, read, name):
        (whole,) = (each for each in (TERRAFORM, CONSUMER, ACCOUNT) if name in each)
        (other,) = (each for each in whole if each != name)
        with pytest.raises(SettingsError, match=f"^{name} is set, but not {other}") as refused:
            read({name: whole[name]})
        assert "planted" not in str(refused.value)

    @pytest.mark.parametrize("name", [*TERRAFORM, *CONSUMER, *ACCOUNT, *KEY, "TFE_ADDRESS", "TFE_HOSTNAME"])
    @pytest.mark.parametrize("nothing", ["", " ", "\n"])
    def test_includes_a_variable_that_is_set_but_empty(self, read, name, nothing):
        with pytest.raises(SettingsError, match=f"^{name} is set but empty"):
            read(TERRAFORM, CONSUMER, ACCOUNT, KEY, {name: nothing})


class TestTokenFromTerraform:
    def test_is_used_with_an_organization(self, read, logged_in):
        settings = read({"TFE_ORGANIZATION": "acme"}, home=logged_in)
        assert settings.terraform_token == Secret("planted-file-token")
        assert settings.origins[Setting.TERRAFORM_TOKEN] == "the file ~/.terraform.d/credentials.tfrc.json"

    def test_is_not_used_without_an_organization_and_noted(self, read, logged_in):
        settings = read(home=logged_in)
        assert settings.credentials == frozenset()
        (note,) = settings.notes
        assert note.startswith("The file ~/.terraform.d/credentials.tfrc.json contains an HCP Terraform token")

    def test_has_lower_priority_than_tfe_token(self, read, logged_in):
        settings = read(TERRAFORM, {"TF_TOKEN_app_terraform_io": "planted-variable-token"}, home=logged_in)
        assert settings.terraform_token == Secret("planted-terraform-token")

    def test_is_not_sent_to_another_host(self, read, logged_in):
        with pytest.raises(SettingsError, match="TFE_ORGANIZATION is set, but not TFE_TOKEN"):
            read({"TFE_ORGANIZATION": "acme", "TFE_HOSTNAME": "tfe.example.com"}, home=logged_in)

    def test_is_rejected_if_it_contains_a_newline(self, read):
        with pytest.raises(SettingsError, match="TF_TOKEN_app_terraform_io"):
            read({"TFE_ORGANIZATION": "acme", "TF_TOKEN_app_terraform_io": "planted\nX-Header: 1"})


class TestBadlyCopiedSecret:
    @pytest.mark.parametrize("name", ["TFE_TOKEN", "BITBUCKET_CLIENT_SECRET", "BITBUCKET_API_TOKEN"])
    @pytest.mark.parametrize("added", ["\n", " ", "\r", "\x00", "\u200b", "é"])
    def test_is_rejected_without_being_shown(self, read, name, added):
        with pytest.raises(SettingsError, match=rf"^{name} contains .*\(character 8\)") as refused:
            read(TERRAFORM, CONSUMER, ACCOUNT, {name: f"planted{added}"})
        assert "planted" not in str(refused.value)

    def test_is_rejected_if_it_is_a_key_instead_of_a_path(self, read):
        with pytest.raises(SettingsError, match="Set it to the path") as refused:
            read({"BITBUCKET_SSH_KEY": "-----BEGIN RSA PRIVATE KEY-----\nplanted"})
        assert "planted" not in str(refused.value)


class TestBitbucketUrls:
    def test_can_be_on_this_machine(self, read):
        assert read(LOOPBACK).bitbucket_api_url == "http://127.0.0.1:8002"

    def test_can_be_the_public_url(self, read):
        assert read({"BITBUCKET_URL": "https://bitbucket.org"}).bitbucket_url == "https://bitbucket.org"

    @pytest.mark.parametrize("name", LOOPBACK)
    def test_reject_other_hosts(self, read, name):
        with pytest.raises(SettingsError, match=f"^{name} must be"):
            read(LOOPBACK, {name: "https://bitbucket.example.com"})

    @pytest.mark.parametrize("name", LOOPBACK)
    def test_must_be_set_together(self, read, name):
        with pytest.raises(SettingsError, match="set together"):
            read({name: LOOPBACK[name]})


class TestOtherSettings:
    def test_patterns_are_separated_by_commas_or_whitespace(self, read):
        settings = read({"TFE_WORKSPACES": "prod-*, stage-*\tdev", "BITBUCKET_REPOSITORIES": "acme/*"})
        assert settings.workspaces == ("prod-*", "stage-*", "dev")
        assert settings.repositories == ("acme/*",)

    def test_a_path_can_start_with_a_tilde(self, read, monkeypatch):
        monkeypatch.setenv("HOME", "/home/me")
        assert read({"BITBUCKET_SSH_KEY": "~/.ssh/id_rsa"}).ssh_key == Path("/home/me/.ssh/id_rsa")

    def test_the_pasted_callback_url_is_kept_unchanged(self, read):
        assert read({"BITBUCKET_CALLBACK_URL": " https://x/ "}).callback_url == " https://x/ "

    def test_the_guide_url_has_no_trailing_slash(self, read):
        assert read({"GUIDE_URL": "https://example.com/guide/"}).guide_url == "https://example.com/guide"

    @pytest.mark.parametrize("url", ["file:///srv/guide", "file:///srv/guide/", "file:///srv/guide/index.html"])
    def test_the_guide_url_can_be_a_folder_on_this_machine(self, read, url):
        assert read({"GUIDE_URL": url}).guide_url == "file:///srv/guide"

    def test_rejects_a_guide_url_with_another_scheme(self, read):
        with pytest.raises(SettingsError, match=r"^GUIDE_URL"):
            read({"GUIDE_URL": "javascript:alert(1)"})


class TestHourlyShare:
    @pytest.mark.parametrize(("variables", "budget"), [({}, 500), ({"BITBUCKET_HOURLY_SHARE": "10"}, 100)])
    def test_defaults_to_half_of_the_limit(self, read, variables, budget):
        assert read(variables).hourly_budget == budget

    def test_accepts_a_percent_sign(self, read):
        assert read({"BITBUCKET_HOURLY_SHARE": "80%"}).hourly_share == 80

    @pytest.mark.parametrize("value", ["0", "101", "-5", "half", "50.5", "\u0665\u0660", "9" * 5000])
    def test_rejects_invalid_percentages(self, read, value):
        with pytest.raises(SettingsError, match=r"whole percentage from 1 to 100, such as 50\.$"):
            read({"BITBUCKET_HOURLY_SHARE": value})


class TestCaBundle:
    """The variables of the requests library name the trusted certificate authorities."""

    @pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
    def test_reports_a_missing_file_before_any_request(self, read, tmp_path, name):
        with pytest.raises(SettingsError, match=f"^{name}: file not found"):
            read({name: str(tmp_path / "missing.pem")})

    @pytest.mark.parametrize("value", ["", "authority.pem", "."])
    def test_accepts_a_file_a_directory_or_no_value(self, read, tmp_path, value):
        for name in ("authority.pem", "0a1b2c3d.0"):
            (tmp_path / name).write_text(Path(certifi.where()).read_text(encoding="utf-8"), encoding="utf-8")
        assert read({"REQUESTS_CA_BUNDLE": value and str(tmp_path / value)}) == read()

    def test_rejects_a_directory_without_certificates(self, read, tmp_path):
        with pytest.raises(SettingsError, match=r"^REQUESTS_CA_BUNDLE is a directory without certificates"):
            read({"REQUESTS_CA_BUNDLE": str(tmp_path)})


PLACEHOLDERS = (
    "your-token-here",
    "YOUR_API_TOKEN",
    "put_your_token_here",
    "TFE_TOKEN",
    "BITBUCKET_CLIENT_SECRET",
    "replace-with-token",
    "REPLACE_ME",
    "change-me",
    "changeme",
    "FIXME",
    "TODO",
    "tbd",
    "example",
    "password",
    "n/a",
    "true",
    "__TFE_TOKEN__",
    "@@TOKEN@@",
    "@token.txt",
    "@/run/secrets/token",
    "/run/secrets/tfe_token",
    "~/token",
    "xxxx-xxxx-xxxx",
    "ATATTxxxxxxxxxxxxxxx",
    "xxxxxxxxxxxxxx.atlasv1.xxxxxxxxxxxxxxxxxxxx",
    "0000000000",
    "1234567890",
    "abcdefgh",
    "-",
    "!vault",
    "`cat token`",
    "$(cat token)",
    "{{ token }}",
    "<token>",
)

_ALPHANUMERIC = string.ascii_letters + string.digits
FORMATS = (
    (([*_ALPHANUMERIC], 14), ".atlasv1.", ([*_ALPHANUMERIC], 67)),
    ("ATATT3x", ([*_ALPHANUMERIC, "_", "-", "="], 176), "=", ([*"0123456789ABCDEF"], 8)),
    (([*_ALPHANUMERIC], 18),),
    (([*_ALPHANUMERIC], 32),),
    (([*_ALPHANUMERIC, "_", "-"], 76),),
)
"""HCP Terraform tokens, Bitbucket API tokens, and keys and secrets of consumers from before and after June 2026."""


class TestValues:
    def test_come_from_the_first_variable_that_is_set_and_record_it(self):
        reader = EnvReader({"TF_CLOUD_ORGANIZATION": "second", "TFE_ORGANIZATION": "first"})
        assert reader.value(Setting.ORGANIZATION) == "first"
        assert reader.origins == {Setting.ORGANIZATION: "TFE_ORGANIZATION"}

    def test_are_empty_if_no_variable_is_set(self):
        reader = EnvReader({})
        assert reader.value(Setting.ORGANIZATION) is None
        assert reader.patterns(Setting.REPOSITORIES) == ()
        assert reader.origins == {}

    def test_reject_an_empty_variable_without_a_fallback(self):
        with pytest.raises(SettingsError, match=r"^TFE_ORGANIZATION is set but empty"):
            EnvReader({"TFE_ORGANIZATION": "", "TF_CLOUD_ORGANIZATION": "second"}).value(Setting.ORGANIZATION)

    def test_can_contain_a_space_only_in_a_path(self):
        validate_value("SOME_PATH", "/a b", secret=False, path=True)
        with pytest.raises(SettingsError, match="SOME_PATH contains whitespace"):
            validate_value("SOME_PATH", "/a b", secret=False)

    @pytest.mark.parametrize("value", ["team's", 'the-"b"-team', "team\u2019s"])
    def test_can_contain_quotation_marks_inside_unless_secret(self, value):
        validate_value("SOME_NAME", value, secret=False)
        with pytest.raises(SettingsError, match="SOME_NAME contains quotation marks"):
            validate_value("SOME_NAME", value, secret=True)

    def test_can_contain_non_ascii_characters_unless_secret(self):
        validate_value("SOME_NAME", "zoë", secret=False)
        with pytest.raises(SettingsError, match=r"character 3"):
            validate_value("SOME_NAME", "zoë", secret=True)

    @pytest.mark.parametrize(
        "value",
        [
            *("$TFE_TOKEN", "${BITBUCKET_TOKEN}", "%TFE_TOKEN%", "$env:TFE_TOKEN", "{{ X }}", "${{ secrets.X }}"),
            *("$(x)", "projects/1/secrets/token/versions/latest"),
        ],
    )
    def test_reject_unexpanded_variable_references(self, value):
        with pytest.raises(SettingsError, match="SOME_NAME contains an unexpanded variable reference"):
            validate_value("SOME_NAME", value, secret=True)

    @pytest.mark.parametrize("value", ["<YOUR TOKEN>", "[REDACTED]", "********", "xxxx", "XXXX", "\u2022\u2022\u2022"])
    def test_reject_placeholders(self, value):
        with pytest.raises(SettingsError, match="SOME_NAME contains a placeholder"):
            validate_value("SOME_NAME", value, secret=True)

    def test_reject_a_repeated_variable_name(self):
        with pytest.raises(SettingsError, match="contains its own name"):
            validate_value("TFE_TOKEN", "TFE_TOKEN=abc", secret=True)

    @pytest.mark.parametrize("path", [".", "..", "./key", "../key", "/a/[b]/c", "~/.ssh/id_rsa"])
    def test_accept_any_path(self, path):
        validate_value("SOME_PATH", path, secret=False, path=True)

    @pytest.mark.parametrize("value", PLACEHOLDERS)
    def test_reject_placeholders_of_tokens(self, value):
        with pytest.raises(SettingsError, match="TFE_TOKEN contains"):
            validate_value("TFE_TOKEN", value, secret=True)

    @pytest.mark.parametrize("value", ["your-client-id", "__CLIENT_ID__", "xxxxxxxxxxxxxxxxxx", "TODO"])
    def test_reject_placeholders_of_the_consumer_key(self, value):
        with pytest.raises(SettingsError, match="BITBUCKET_CLIENT_ID contains a placeholder"):
            EnvReader({"BITBUCKET_CLIENT_ID": value}).value(Setting.CONSUMER_KEY)

    @pytest.mark.parametrize("value", ["sAnD****", "op://vault/item/key", "abc,def", "abc%0A", '{"key":"x"}'])
    def test_reject_a_consumer_key_that_contains_what_no_key_contains(self, value):
        with pytest.raises(SettingsError, match="BITBUCKET_CLIENT_ID contains a character that isn't expected"):
            EnvReader({"BITBUCKET_CLIENT_ID": value}).value(Setting.CONSUMER_KEY)

    @pytest.mark.parametrize(
        ("setting", "name", "value", "service"),
        [
            (Setting.TERRAFORM_TOKEN, "TFE_TOKEN", "ATATT3planted0123", "Bitbucket"),
            (Setting.TERRAFORM_TOKEN, "TFE_TOKEN", "ATCTT3planted0123", "Bitbucket"),
            (Setting.BITBUCKET_TOKEN, "BITBUCKET_API_TOKEN", "planted.atlasv1.0123", "HCP Terraform"),
            (Setting.CONSUMER_KEY, "BITBUCKET_CLIENT_ID", "planted.atlasv1.0123", "HCP Terraform"),
            (Setting.CONSUMER_SECRET, "BITBUCKET_CLIENT_SECRET", "planted.atlasv1.0123", "HCP Terraform"),
            (Setting.ORGANIZATION, "TFE_ORGANIZATION", "planted.atlasv1.0123", "HCP Terraform"),
            (Setting.TERRAFORM_TOKEN, "TFE_TOKEN", "ghp_planted0123", "another service"),
            (Setting.TERRAFORM_TOKEN, "TFE_TOKEN", "hvs.planted0123", "another service"),
            (Setting.BITBUCKET_TOKEN, "BITBUCKET_API_TOKEN", "github_pat_planted0123", "another service"),
            (Setting.CONSUMER_SECRET, "BITBUCKET_CLIENT_SECRET", "glpat-planted0123", "another service"),
        ],
    )
    def test_reject_a_token_for_the_other_service_before_it_is_sent(self, setting, name, value, service):
        with pytest.raises(SettingsError, match=f"{name} contains a token for {service}") as refused:
            EnvReader({name: value}).value(setting)
        assert "planted" not in str(refused.value)

    @examples(st.sampled_from(FORMATS), st.randoms(use_true_random=True))
    def test_accept_every_token_in_the_formats_of_both_vendors(self, parts, random):
        token = "".join(
            each if isinstance(each, str) else "".join(random.choices(each[0], k=each[1])) for each in parts
        )
        validate_value("TFE_TOKEN", token, secret=True)


def test_rejects_an_email_without_an_at_sign(read):
    with pytest.raises(SettingsError, match=r"BITBUCKET_EMAIL doesn.t contain an email") as refused:
        read({"BITBUCKET_EMAIL": "planted-api-token", "BITBUCKET_API_TOKEN": "bot@acme.example"})
    assert "planted" not in str(refused.value)


def test_rejects_a_consumer_key_in_the_place_of_the_secret(read):
    with pytest.raises(SettingsError, match="BITBUCKET_CLIENT_ID and BITBUCKET_CLIENT_SECRET contain the same value"):
        read({"BITBUCKET_CLIENT_ID": "plantedKey01", "BITBUCKET_CLIENT_SECRET": "plantedKey01"})


@pytest.mark.parametrize("name", ["TFE_WORKSPACES", "BITBUCKET_REPOSITORIES", "TFE_DISCONNECTED_WORKSPACES"])
@pytest.mark.parametrize("value", [",", " , ,", ",,"])
def test_rejects_patterns_that_a_pipeline_lost(read, name, value):
    with pytest.raises(SettingsError, match=f"{name} contains no pattern"):
        read({name: value})


def test_works_without_a_home_directory():
    settings = read_settings(TERRAFORM, None, "linux")
    assert settings.credentials == {Credential.TERRAFORM_TOKEN}


def test_finds_every_secret_in_the_environment():
    environ = {**TERRAFORM, **CONSUMER, **ACCOUNT, "TF_TOKEN_tfe_example": "planted-other"}
    assert {secret.reveal() for secret in secrets_of(environ)} == {
        value for value in environ.values() if "planted" in value
    }
