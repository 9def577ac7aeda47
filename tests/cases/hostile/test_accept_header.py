"""HCP Terraform is asked for the only media type that HashiCorp's OpenAPI document offers.

A server made from that document answers 406 to any other one. So does the sandbox.
"""

import json
import os
from pathlib import Path

import pytest

from checks.facts import terraform


def test_the_media_type_is_the_one_of_the_document():
    folder = os.environ.get("VENDOR_SPECS")
    if not folder:
        pytest.skip("VENDOR_SPECS names no folder with the vendors' OpenAPI documents")
    paths = json.loads((Path(folder) / "hcp-terraform-openapi.json").read_text(encoding="utf-8"))["paths"]
    asked = (terraform.ORGANIZATION, terraform.OAUTH_CLIENTS, terraform.WORKSPACES, terraform.CONFIGURATION_VERSIONS)
    offered = {
        media
        for path, methods in paths.items()
        for status, response in methods.get("get", {}).get("responses", {}).items()
        if status == "200" and any(path.split("/")[-1] == read.path.split("/")[-1] for read in asked)
        for media in response.get("content", {})
    }
    assert offered == {terraform.MEDIA_TYPE.text}


def test_the_sandbox_answers_406_to_another_one_and_the_command_never_asks_for_one(
    run_command, healthy_now, requests_log
):
    assert run_command(healthy_now, "terraform-token").status == 0
    assert {seen.status for seen in requests_log if seen.service == "terraform"} == {200}
