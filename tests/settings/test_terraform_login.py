"""The token is found where Terraform would find it."""

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


class TestAVariable:
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
    def test_is_matched_as_terraform_encodes_hosts(self, name, host):
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
    def test_of_another_host_is_left_alone(self, name, host):
        assert token_variable(host, {name: "x"}) is None

    def test_that_comes_last_wins(self):
        assert token_variable("a-b.io", {"TF_TOKEN_a-b_io": "1", "TF_TOKEN_a__b_io": "2"}) == "TF_TOKEN_a__b_io"

    def test_that_is_empty_does_not_count(self):
        assert token_variable(HOST, {"TF_TOKEN_app_terraform_io": ""}) is None

    @given(
        st.lists(st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8), min_size=2, max_size=4).map(
            "-".join
        )
    )
    def test_written_by_terraforms_rule_is_read_again(self, label):
        host = f"{label}.example.com"
        name = "TF_TOKEN_" + host.replace("-", "__").replace(".", "_")
        assert token_variable(host, {name: "x"}) == name

    def test_comes_before_the_file(self, tmp_path):
        write(tmp_path / ".terraform.d" / "credentials.tfrc.json")
        it = found(tmp_path, {"TF_TOKEN_app_terraform_io": "from-the-variable"})
        assert it.token == Secret("from-the-variable")
        assert it.origin == "TF_TOKEN_app_terraform_io"


class TestTheFileOfTerraformLogin:
    def test_is_read(self, tmp_path):
        write(tmp_path / ".terraform.d" / "credentials.tfrc.json")
        assert found(tmp_path).token == Secret(TOKEN)
        assert found(tmp_path).origin == "the file ~/.terraform.d/credentials.tfrc.json"

    def test_lies_elsewhere_on_windows(self, tmp_path):
        write(tmp_path / "Roaming" / "terraform.d" / "credentials.tfrc.json")
        assert found(tmp_path, {"APPDATA": str(tmp_path / "Roaming")}, platform="win32").token == Secret(TOKEN)

    def test_gives_no_token_of_another_host(self, tmp_path):
        write(tmp_path / ".terraform.d" / "credentials.tfrc.json", host="tfe.example.com")
        assert found(tmp_path).token is None

    def test_is_replaced_by_the_one_that_is_named(self, tmp_path):
        write(tmp_path / ".terraform.d" / "credentials.tfrc.json")
        named = write(tmp_path / "ci.tfrc.json", token="token-of-the-named-file")
        assert found(tmp_path, {"TF_CLI_CONFIG_FILE": str(named)}).token == Secret("token-of-the-named-file")

    def test_is_not_read_beside_the_one_that_is_named(self, tmp_path):
        write(tmp_path / ".terraform.d" / "credentials.tfrc.json")
        assert found(tmp_path, {"TF_CLI_CONFIG_FILE": str(tmp_path / "absent")}).token is None

    @pytest.mark.parametrize(
        "text", ["[]", "{}", '{"credentials": 1}', '{"credentials": {"app.terraform.io": []}}', ""]
    )
    def test_may_hold_anything(self, tmp_path, text):
        path = tmp_path / ".terraform.d" / "credentials.tfrc.json"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        assert found(tmp_path).token is None

    def test_is_told_where_it_cannot_be_read(self, tmp_path):
        path = tmp_path / ".terraform.d" / "credentials.tfrc.json"
        path.parent.mkdir()
        path.write_bytes(b"\xff\xfe")
        assert found(tmp_path).notes == ("~/.terraform.d/credentials.tfrc.json could not be read.",)


class TestHclAndHelpers:
    @pytest.mark.parametrize(
        "text", ['credentials "app.terraform.io" {\n  token = "secret-in-hcl"\n}', 'credentials_helper "vault" {}']
    )
    def test_are_named_as_not_read(self, tmp_path, text):
        (tmp_path / ".terraformrc").write_text(text, encoding="utf-8")
        (note,) = found(tmp_path).notes
        assert note.startswith("~/.terraformrc names credentials")
        assert "secret-in-hcl" not in note

    def test_are_not_mentioned_where_there_are_none(self, tmp_path):
        (tmp_path / ".terraformrc").write_text("disable_checkpoint = true", encoding="utf-8")
        assert found(tmp_path).notes == ()
