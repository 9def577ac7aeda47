"""Whatever is given is taken from where the ecosystem keeps it; what cannot be used is refused in one sentence."""

import json
from pathlib import Path

import certifi
import pytest
from hypothesis import assume
from hypothesis import given as examples
from hypothesis import strategies as st

from checks.facts.credentials import Credential
from checks.settings.environment import Given, SettingsError, read_settings, secrets_of, validate_value
from checks.settings.secret import Secret
from checks.settings.variables import Setting

TERRAFORM = {"TFE_TOKEN": "planted-terraform-token", "TFE_ORGANIZATION": "acme"}
CONSUMER = {"BITBUCKET_CLIENT_ID": "the-key", "BITBUCKET_CLIENT_SECRET": "planted-consumer-secret"}
ACCOUNT = {"BITBUCKET_EMAIL": "bot@acme.example", "BITBUCKET_API_TOKEN": "planted-api-token"}
KEY = {"BITBUCKET_SSH_KEY": "/keys/id rsa"}
LOOPBACK = {"BITBUCKET_URL": "http://127.0.0.1:8001", "BITBUCKET_API_URL": "http://127.0.0.1:8002"}


@pytest.fixture
def read(tmp_path):
    def reading(*given, home: Path = tmp_path):
        return read_settings({name: value for one in given for name, value in one.items()}, home, "linux")

    return reading


@pytest.fixture
def logged_in(tmp_path):
    path = tmp_path / ".terraform.d" / "credentials.tfrc.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"credentials": {"app.terraform.io": {"token": "planted-file-token"}}}))
    return tmp_path


class TestNothingGiven:
    def test_is_no_mistake(self, read):
        assert read().credentials == frozenset()

    def test_means_the_vendors_own_hosts(self, read):
        settings = read()
        assert settings.terraform_url == "https://app.terraform.io"
        assert settings.bitbucket_url == "https://bitbucket.org"
        assert settings.bitbucket_api_url == "https://api.bitbucket.org"


class TestEverythingGiven:
    def test_gives_all_four_credentials(self, read):
        settings = read(TERRAFORM, CONSUMER, ACCOUNT, KEY)
        assert settings.credentials == frozenset(Credential)
        assert settings.terraform_token == Secret("planted-terraform-token")
        assert settings.ssh_key == Path("/keys/id rsa")

    def test_tells_where_each_setting_came_from(self, read):
        origins = read(TERRAFORM, ACCOUNT).origins
        assert origins[Setting.TERRAFORM_TOKEN] == "TFE_TOKEN"
        assert origins[Setting.BITBUCKET_EMAIL] == "BITBUCKET_EMAIL"

    def test_shows_no_secret(self, read):
        assert "planted" not in repr(read(TERRAFORM, CONSUMER, ACCOUNT))


class TestTheAddressOfTerraform:
    @pytest.mark.parametrize(
        ("given", "address"),
        [
            ({"TFE_ADDRESS": "https://tfe.example.com/"}, "https://tfe.example.com"),
            ({"TFE_HOSTNAME": "app.eu.terraform.io"}, "https://app.eu.terraform.io"),
            ({"TF_CLOUD_HOSTNAME": "tfe.example.com:8443"}, "https://tfe.example.com:8443"),
            ({"TFE_HOSTNAME": "b.example", "TF_CLOUD_HOSTNAME": "c.example"}, "https://b.example"),
            ({"TFE_ADDRESS": "https://a.example", "TFE_HOSTNAME": "b.example"}, "https://a.example"),
        ],
    )
    def test_comes_from_the_first_variable_that_is_set(self, read, given, address):
        assert read(given).terraform_url == address

    @pytest.mark.parametrize("given", [{"TFE_HOSTNAME": "https://tfe.example.com"}, {"TFE_ADDRESS": "tfe.example.com"}])
    def test_is_refused_in_the_form_of_the_other_variable(self, read, given):
        (name,) = given
        with pytest.raises(SettingsError, match=f"^{name} "):
            read(given)

    def test_is_refused_where_it_is_plain_http_to_another_machine(self, read):
        with pytest.raises(SettingsError, match="TFE_ADDRESS is plain http"):
            read({"TFE_ADDRESS": "http://tfe.example.com"})


class TestTheOrganization:
    def test_is_read_as_the_provider_reads_it_first(self, read):
        settings = read(TERRAFORM, {"TF_CLOUD_ORGANIZATION": "other"})
        assert settings.organization == "acme"

    def test_is_read_as_terraform_reads_it_too(self, read):
        assert read({"TFE_TOKEN": "planted", "TF_CLOUD_ORGANIZATION": "other"}).organization == "other"

    @pytest.mark.parametrize("name", ["https://app.terraform.io/app/acme", "..", "."])
    def test_is_a_name(self, read, name):
        with pytest.raises(SettingsError, match="TFE_ORGANIZATION is not the name"):
            read({"TFE_TOKEN": "planted", "TFE_ORGANIZATION": name})


class TestHalfACredential:
    @pytest.mark.parametrize("name", [*TERRAFORM, *CONSUMER, *ACCOUNT])
    def test_is_refused_with_both_names(self, read, name):
        (whole,) = (each for each in (TERRAFORM, CONSUMER, ACCOUNT) if name in each)
        (other,) = (each for each in whole if each != name)
        with pytest.raises(SettingsError, match=f"^{name} is set, but not {other}") as refused:
            read({name: whole[name]})
        assert "planted" not in str(refused.value)

    @pytest.mark.parametrize("name", [*TERRAFORM, *CONSUMER, *ACCOUNT, *KEY, "TFE_ADDRESS", "TFE_HOSTNAME"])
    @pytest.mark.parametrize("nothing", ["", " ", "\n"])
    def test_is_also_one_that_is_set_but_empty(self, read, name, nothing):
        with pytest.raises(SettingsError, match=f"^{name} is set but empty"):
            read(TERRAFORM, CONSUMER, ACCOUNT, KEY, {name: nothing})


class TestATokenThatTerraformKeepsForItself:
    def test_is_used_with_an_organization(self, read, logged_in):
        settings = read({"TFE_ORGANIZATION": "acme"}, home=logged_in)
        assert settings.terraform_token == Secret("planted-file-token")
        assert settings.origins[Setting.TERRAFORM_TOKEN] == "the file ~/.terraform.d/credentials.tfrc.json"

    def test_is_not_used_without_one_and_that_is_told(self, read, logged_in):
        settings = read(home=logged_in)
        assert settings.credentials == frozenset()
        (note,) = settings.notes
        assert note.startswith("The file ~/.terraform.d/credentials.tfrc.json holds a token")

    def test_yields_to_ours(self, read, logged_in):
        settings = read(TERRAFORM, {"TF_TOKEN_app_terraform_io": "planted-variable-token"}, home=logged_in)
        assert settings.terraform_token == Secret("planted-terraform-token")

    def test_is_not_sent_to_another_host(self, read, logged_in):
        with pytest.raises(SettingsError, match="TFE_ORGANIZATION is set, but not TFE_TOKEN"):
            read({"TFE_ORGANIZATION": "acme", "TFE_HOSTNAME": "tfe.example.com"}, home=logged_in)

    def test_that_breaks_a_header_is_refused(self, read):
        with pytest.raises(SettingsError, match="TF_TOKEN_app_terraform_io"):
            read({"TFE_ORGANIZATION": "acme", "TF_TOKEN_app_terraform_io": "planted\nX-Header: 1"})


class TestASecretThatWasCopiedBadly:
    @pytest.mark.parametrize("name", ["TFE_TOKEN", "BITBUCKET_CLIENT_SECRET", "BITBUCKET_API_TOKEN"])
    @pytest.mark.parametrize("added", ["\n", " ", "\r", "\x00", "\u200b", "é"])
    def test_is_refused_without_being_shown(self, read, name, added):
        with pytest.raises(SettingsError, match=rf"^{name} holds .*\(character 8\)") as refused:
            read(TERRAFORM, CONSUMER, ACCOUNT, {name: f"planted{added}"})
        assert "planted" not in str(refused.value)

    def test_is_refused_where_it_is_a_key_instead_of_its_path(self, read):
        with pytest.raises(SettingsError, match="It takes the path") as refused:
            read({"BITBUCKET_SSH_KEY": "-----BEGIN RSA PRIVATE KEY-----\nplanted"})
        assert "planted" not in str(refused.value)


class TestTheAddressesOfBitbucket:
    def test_may_be_on_this_machine(self, read):
        assert read(LOOPBACK).bitbucket_api_url == "http://127.0.0.1:8002"

    def test_may_be_its_own(self, read):
        assert read({"BITBUCKET_URL": "https://bitbucket.org"}).bitbucket_url == "https://bitbucket.org"

    @pytest.mark.parametrize("name", LOOPBACK)
    def test_may_be_nowhere_else(self, read, name):
        with pytest.raises(SettingsError, match=f"^{name} may be"):
            read(LOOPBACK, {name: "https://bitbucket.example.com"})

    @pytest.mark.parametrize("name", LOOPBACK)
    def test_are_never_mixed(self, read, name):
        with pytest.raises(SettingsError, match="set together"):
            read({name: LOOPBACK[name]})


class TestTheRest:
    def test_patterns_are_separated_by_commas_or_blanks(self, read):
        settings = read({"TFE_WORKSPACES": "prod-*, stage-*\tdev", "BITBUCKET_REPOSITORIES": "acme/*"})
        assert settings.workspaces == ("prod-*", "stage-*", "dev")
        assert settings.repositories == ("acme/*",)

    def test_the_home_directory_is_found_in_a_path(self, read, monkeypatch):
        monkeypatch.setenv("HOME", "/home/me")
        assert read({"BITBUCKET_SSH_KEY": "~/.ssh/id_rsa"}).ssh_key == Path("/home/me/.ssh/id_rsa")

    def test_the_pasted_callback_url_is_kept_to_the_character(self, read):
        assert read({"BITBUCKET_CALLBACK_URL": " https://x/ "}).callback_url == " https://x/ "

    def test_the_guide_has_no_slash_at_its_end(self, read):
        assert read({"GUIDE_URL": "https://example.com/guide/"}).guide_url == "https://example.com/guide"

    def test_the_guide_has_an_address(self, read):
        with pytest.raises(SettingsError, match=r"^GUIDE_URL"):
            read({"GUIDE_URL": "javascript:alert(1)"})


class TestTheShareOfTheHourlyLimit:
    @pytest.mark.parametrize(("given", "budget"), [({}, 500), ({"BITBUCKET_HOURLY_SHARE": "10"}, 100)])
    def test_half_unless_somebody_says_otherwise(self, read, given, budget):
        assert read(given).hourly_budget == budget

    def test_a_percent_sign_does_no_harm(self, read):
        assert read({"BITBUCKET_HOURLY_SHARE": "80%"}).hourly_share == 80

    @pytest.mark.parametrize("value", ["0", "101", "-5", "half", "50.5", "\u0665\u0660", "9" * 5000])
    def test_what_is_no_share_is_refused(self, read, value):
        with pytest.raises(SettingsError, match=r"whole percent from 1 to 100, such as 50\.$"):
            read({"BITBUCKET_HOURLY_SHARE": value})


class TestTheAuthorities:
    """Whom to believe is named as users of requests do it."""

    @pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
    def test_a_file_that_is_not_there_is_told_before_anybody_is_asked(self, read, tmp_path, name):
        with pytest.raises(SettingsError, match=f"^{name} names a file that is not there"):
            read({name: str(tmp_path / "missing.pem")})

    @pytest.mark.parametrize("there", ["", "authority.pem", "."])
    def test_one_that_is_there_may_be_a_file_or_a_folder_and_none_is_needed(self, read, tmp_path, there):
        for name in ("authority.pem", "0a1b2c3d.0"):
            (tmp_path / name).write_text(Path(certifi.where()).read_text(encoding="utf-8"), encoding="utf-8")
        assert read({"REQUESTS_CA_BUNDLE": there and str(tmp_path / there)}) == read()

    def test_a_folder_without_certificates_is_refused(self, read, tmp_path):
        with pytest.raises(SettingsError, match=r"^REQUESTS_CA_BUNDLE names a folder without certificates"):
            read({"REQUESTS_CA_BUNDLE": str(tmp_path)})


class TestWhatIsGiven:
    def test_is_the_first_variable_that_is_set_and_that_is_known(self):
        given = Given({"TF_CLOUD_ORGANIZATION": "second", "TFE_ORGANIZATION": "first"})
        assert given.value(Setting.ORGANIZATION) == "first"
        assert given.origins == {Setting.ORGANIZATION: "TFE_ORGANIZATION"}

    def test_is_nothing_from_nowhere(self):
        given = Given({})
        assert given.value(Setting.ORGANIZATION) is None
        assert given.patterns(Setting.REPOSITORIES) == ()
        assert given.origins == {}

    def test_that_is_empty_is_refused_and_nothing_takes_its_place(self):
        with pytest.raises(SettingsError, match=r"^TFE_ORGANIZATION is set but empty"):
            Given({"TFE_ORGANIZATION": "", "TF_CLOUD_ORGANIZATION": "second"}).value(Setting.ORGANIZATION)

    def test_holds_a_space_only_where_it_is_a_path(self):
        validate_value("PATH_OF_IT", "/a b", secret=False, path=True)
        with pytest.raises(SettingsError, match="PATH_OF_IT holds a blank"):
            validate_value("PATH_OF_IT", "/a b", secret=False)

    def test_may_have_any_letters_but_a_secret_may_not(self):
        validate_value("NAME_OF_IT", "zoë", secret=False)
        with pytest.raises(SettingsError, match=r"character 3"):
            validate_value("NAME_OF_IT", "zoë", secret=True)

    @pytest.mark.parametrize(
        "value",
        ["$TFE_TOKEN", "${BITBUCKET_TOKEN}", "%TFE_TOKEN%", "$env:TFE_TOKEN", "{{ X }}", "${{ secrets.X }}", "$(x)"],
    )
    def test_is_no_name_of_a_variable_that_a_pipeline_did_not_know(self, value):
        with pytest.raises(SettingsError, match="NAME_OF_IT holds the name of a variable"):
            validate_value("NAME_OF_IT", value, secret=True)

    @pytest.mark.parametrize("value", ["<YOUR TOKEN>", "[REDACTED]", "********", "xxxx", "XXXX", "\u2022\u2022\u2022"])
    def test_is_no_placeholder(self, value):
        with pytest.raises(SettingsError, match="NAME_OF_IT holds a placeholder"):
            validate_value("NAME_OF_IT", value, secret=True)

    def test_does_not_repeat_its_own_name(self):
        with pytest.raises(SettingsError, match="holds its own name too"):
            validate_value("TFE_TOKEN", "TFE_TOKEN=abc", secret=True)

    @pytest.mark.parametrize("path", [".", "..", "./key", "../key", "/a/[b]/c", "~/.ssh/id_rsa"])
    def test_is_a_path_of_any_kind(self, path):
        validate_value("PATH_OF_IT", path, secret=False, path=True)

    @examples(st.from_regex(r"[A-Za-z0-9._~+/=-]{8,80}", fullmatch=True))
    def test_is_any_token_that_a_header_can_carry(self, token):
        assume("..." not in token and len(set(token)) > 1)
        validate_value("TFE_TOKEN", token, secret=True)


def test_an_email_without_an_at_sign_is_refused(read):
    with pytest.raises(SettingsError, match=r"BITBUCKET_EMAIL doesn.t contain an email") as refused:
        read({"BITBUCKET_EMAIL": "planted-api-token", "BITBUCKET_API_TOKEN": "bot@acme.example"})
    assert "planted" not in str(refused.value)


def test_a_home_that_nobody_knows_is_no_mistake():
    settings = read_settings(TERRAFORM, None, "linux")
    assert settings.credentials == {Credential.TERRAFORM_TOKEN}
    assert settings.cache is None


def test_every_secret_of_the_environment_is_known():
    environ = {**TERRAFORM, **CONSUMER, **ACCOUNT, "TF_TOKEN_tfe_example": "planted-other"}
    assert {one.reveal() for one in secrets_of(environ)} == {value for value in environ.values() if "planted" in value}
