"""Finds the token in the same places as Terraform."""

import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.settings.secret import Secret
from checks.settings.terraform_login import find_token, token_variable

HOST = "app.terraform.io"
TOKEN = "token-in-a-file"


def write(path: Path, host: str = HOST, token: str = TOKEN) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"credentials": {host: {"token": token}}}), encoding="utf-8")
    return path


def found(home: Path, environ=None, *, host: str = HOST, platform: str = "linux"):
    return find_token(host, environ or {}, home, platform)


class TestVariable:
    @pytest.mark.parametrize(
        ("name", "host"),
        [
            ("TF_TOKEN_app_terraform_io", "app.terraform.io"),
            ("TF_TOKEN_APP_TERRAFORM_IO", "app.terraform.io"),
            ("TF_TOKEN_my__tfe_example_com", "my-tfe.example.com"),
            ("TF_TOKEN_my-tfe_example_com", "my-tfe.example.com"),
            ("TF_TOKEN_café_fr", "xn--caf-dma.fr"),
            ("TF_TOKEN_xn--caf-dma_fr", "xn--caf-dma.fr"),
            ("TF_TOKEN_xn____caf__dma_fr", "xn--caf-dma.fr"),
            ("TF_TOKEN_app_terraform_io_8443", "app.terraform.io:8443"),
            ("TF_TOKEN_app_terraform_io:8443", "app.terraform.io:8443"),
        ],
    )
    def test_matches_hosts_in_terraforms_encoding(self, name, host):
        assert token_variable(host, {name: "x"}) == name

    @pytest.mark.parametrize(
        ("name", "host"),
        [
            ("TF_TOKEN_app_terraform_io", "app.eu.terraform.io"),
            ("TF_TOKEN_app_terraform_io", "app.terraform.io:8443"),
            ("TF_TOKEN_app_terraform_io_8443", "app.terraform.io"),
            ("tf_token_app_terraform_io", "app.terraform.io"),
            ("TF_TOKEN_", "app.terraform.io"),
            ("TF_TOKEN__", "app.terraform.io"),
        ],
    )
    def test_ignores_variables_of_other_hosts(self, name, host):
        assert token_variable(host, {name: "x"}) is None

    def test_uses_the_last_match(self):
        assert token_variable("a-b.io", {"TF_TOKEN_a-b_io": "1", "TF_TOKEN_a__b_io": "2"}) == "TF_TOKEN_a__b_io"

    def test_ignores_an_empty_variable(self):
        assert token_variable(HOST, {"TF_TOKEN_app_terraform_io": ""}) is None

    @given(
        st.lists(st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8), min_size=2, max_size=4).map(
            "-".join
        )
    )
    def test_decodes_names_in_terraforms_encoding(self, label):
        host = f"{label}.example.com"
        name = "TF_TOKEN_" + host.replace("-", "__").replace(".", "_")
        assert token_variable(host, {name: "x"}) == name

    def test_has_priority_over_the_file(self, tmp_path):
        write(tmp_path / ".terraform.d" / "credentials.tfrc.json")
        login = found(tmp_path, {"TF_TOKEN_app_terraform_io": "from-the-variable"})
        assert login.token == Secret("from-the-variable")
        assert login.origin == "TF_TOKEN_app_terraform_io"


class TestCredentialsFile:
    def test_is_read(self, tmp_path):
        write(tmp_path / ".terraform.d" / "credentials.tfrc.json")
        assert found(tmp_path).token == Secret(TOKEN)
        assert found(tmp_path).origin == "the file ~/.terraform.d/credentials.tfrc.json"

    def test_is_in_appdata_on_windows(self, tmp_path):
        write(tmp_path / "Roaming" / "terraform.d" / "credentials.tfrc.json")
        assert found(tmp_path, {"APPDATA": str(tmp_path / "Roaming")}, platform="win32").token == Secret(TOKEN)

    def test_ignores_tokens_of_other_hosts(self, tmp_path):
        write(tmp_path / ".terraform.d" / "credentials.tfrc.json", host="tfe.example.com")
        assert found(tmp_path).token is None

    def test_is_replaced_by_the_configured_file(self, tmp_path):
        write(tmp_path / ".terraform.d" / "credentials.tfrc.json")
        named = write(tmp_path / "ci.tfrc.json", token="token-of-the-named-file")
        assert found(tmp_path, {"TF_CLI_CONFIG_FILE": str(named)}).token == Secret("token-of-the-named-file")

    def test_is_not_read_if_another_file_is_configured(self, tmp_path):
        write(tmp_path / ".terraform.d" / "credentials.tfrc.json")
        login = found(tmp_path, {"TF_CLI_CONFIG_FILE": str(tmp_path / "absent")})
        assert login.token is None
        assert login.notes == ("~/absent doesn't exist, and TF_CLI_CONFIG_FILE names it.",)

    @pytest.mark.parametrize(
        "text", ["[]", "{}", '{"credentials": 1}', '{"credentials": {"app.terraform.io": []}}', ""]
    )
    def test_can_have_any_content(self, tmp_path, text):
        path = tmp_path / ".terraform.d" / "credentials.tfrc.json"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        assert found(tmp_path).token is None

    def test_is_noted_if_unreadable(self, tmp_path):
        path = tmp_path / ".terraform.d" / "credentials.tfrc.json"
        path.parent.mkdir()
        path.write_bytes(b"\xff\xfe")
        assert found(tmp_path).notes == ("~/.terraform.d/credentials.tfrc.json couldn't be read.",)


class TestHclAndHelpers:
    @pytest.mark.parametrize(
        "text", ['credentials "app.terraform.io" {\n  token = "secret-in-hcl"\n}', 'credentials_helper "vault" {}']
    )
    def test_are_noted_as_not_read(self, tmp_path, text):
        (tmp_path / ".terraformrc").write_text(text, encoding="utf-8")
        (note,) = found(tmp_path).notes
        assert note.startswith("~/.terraformrc contains credentials")
        assert "secret-in-hcl" not in note

    def test_are_not_mentioned_if_absent(self, tmp_path):
        (tmp_path / ".terraformrc").write_text("disable_checkpoint = true", encoding="utf-8")
        assert found(tmp_path).notes == ()
