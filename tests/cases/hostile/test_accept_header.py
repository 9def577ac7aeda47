"""Requests to HCP Terraform accept the only media type in HashiCorp's OpenAPI document.

A server that follows the document, like the sandbox, responds with 406 to a request for any other media type.
"""

import json
import os
from pathlib import Path

import pytest

from checks.facts import terraform


def test_the_media_type_matches_the_openapi_document():
    folder = os.environ.get("VENDOR_SPECS")
    if not folder:
        pytest.skip("VENDOR_SPECS names no folder with the vendors' OpenAPI documents")
    paths = json.loads((Path(folder) / "hcp-terraform-openapi.json").read_text(encoding="utf-8"))["paths"]
    endpoints = (
        terraform.ORGANIZATION,
        terraform.OAUTH_CLIENTS,
        terraform.WORKSPACES,
        terraform.CONFIGURATION_VERSIONS,
    )
    offered = {
        media
        for path, methods in paths.items()
        for status, response in methods.get("get", {}).get("responses", {}).items()
        if status == "200" and any(path.split("/")[-1] == read.path.split("/")[-1] for read in endpoints)
        for media in response.get("content", {})
    }
    assert offered == {terraform.MEDIA_TYPE.text}


def test_the_command_never_gets_a_406_from_the_sandbox(run_command, healthy_now, requests_log):
    assert run_command(healthy_now, "terraform-token").status == 0
    assert {seen.status for seen in requests_log if seen.service == "terraform"} == {200}
