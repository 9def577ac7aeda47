"""What HCP Terraform says about modules, policy sets, Stacks, and components becomes records without guesses."""

import pytest

from checks.clients.connected_objects import ConnectedObject, Kind, Version, diagnostics, newest_version
from checks.clients.parsing import JsonView

REPO = {"identifier": "acme/network", "oauth-token-id": "ot-1", "branch": "", "ingress-submodules": True}


def made(kind: Kind, repo: object = REPO) -> ConnectedObject | None:
    attributes = {"name": "network", "namespace": "acme", "provider": "aws", "vcs-repo": repo}
    return ConnectedObject.of(kind, JsonView({"id": "x-1", "attributes": attributes}))


class TestConnectedObject:
    @pytest.mark.parametrize(
        ("kind", "name"),
        [
            (Kind.MODULE, "registry module network/aws"),
            (Kind.POLICY_SET, "policy set network"),
            (Kind.STACK, "Stack network"),
            (Kind.COMPONENT, "Stack component configuration network"),
        ],
    )
    def test_its_name_begins_with_its_kind(self, kind, name):
        found = made(kind)
        assert found
        assert found.name == name
        assert (found.repository, found.oauth_token_id) == ("acme/network", "ot-1")

    @pytest.mark.parametrize("kind", Kind)
    def test_is_none_without_a_repository(self, kind):
        assert made(kind, None) is None

    @pytest.mark.parametrize("more", [{"registry-name": "public"}, {"publishing-mechanism": "non_vcs"}])
    def test_ignores_a_module_from_another_source(self, more):
        item = {"id": "mod-1", "attributes": {"name": "vpc", "namespace": "a", "provider": "aws", **more}}
        assert ConnectedObject.of(Kind.MODULE, JsonView(item)) is None

    def test_a_list_without_repositories_needs_the_details(self):
        component = ConnectedObject.of(Kind.COMPONENT, JsonView({"id": "comp-1", "attributes": {"name": "network"}}))
        assert component
        assert component.details == (("component_id", "comp-1"),)
        item = {"id": "mod-1", "attributes": {"name": "vpc", "namespace": "acme", "provider": "aws"}}
        module = ConnectedObject.of(Kind.MODULE, JsonView(item))
        assert module
        assert module.details == (("namespace", "acme"), ("module", "vpc"), ("target", "aws"))

    @pytest.mark.parametrize(
        ("kind", "repo", "by_tags"),
        [
            (Kind.MODULE, REPO, True),
            (Kind.MODULE, REPO | {"branch": "main"}, False),
            (Kind.COMPONENT, REPO, True),
            (Kind.POLICY_SET, REPO, False),
            (Kind.STACK, REPO, False),
            (Kind.STACK, REPO | {"tags-regex": "v.*"}, True),
        ],
    )
    def test_what_is_published_from_tags_uses_no_branch(self, kind, repo, by_tags):
        found = made(kind, repo)
        assert found
        assert found.by_tags is by_tags

    def test_a_token_that_is_not_reported_is_not_a_token_that_is_not_there(self):
        untold = made(Kind.MODULE, {"identifier": "acme/network"})
        assert untold
        assert untold.unreported == "oauth-token-id"
        app = made(Kind.MODULE, {"identifier": "acme/network", "github-app-installation-id": "ghain-1"})
        assert app
        assert app.unreported is None

    def test_only_policy_sets_have_a_webhook(self):
        repo = REPO | {"webhook-url": "https://app.terraform.io/webhooks/vcs/1"}
        policy_set, module = made(Kind.POLICY_SET, repo), made(Kind.MODULE, repo)
        assert policy_set
        assert policy_set.webhook
        assert module
        assert module.webhook is None


class TestVersions:
    def test_a_release_is_newer_than_its_pre_release_and_10_than_9(self):
        names = ["1.9.0", "1.10.0-beta", "1.10.0", "1.2.0"]
        newest = newest_version(Version.of_module(JsonView({"version": name, "status": "ok"})) for name in names)
        assert newest
        assert newest.name == "1.10.0"

    def test_without_an_order_only_a_single_one_is_the_newest(self):
        one = Version("a", "ready")
        assert newest_version([one]) == one
        assert newest_version([one, Version("b", "ready")]) is None
        assert newest_version([]) is None

    @pytest.mark.parametrize(
        ("status", "usable"),
        [("ok", True), ("ready", True), ("errored", False), ("clone_failed", False), ("cloning", None), (None, None)],
    )
    def test_only_documented_words_prove_anything(self, status, usable):
        assert Version("1", status).usable is usable


def test_reads_the_diagnostics_of_a_group_or_its_own_summary():
    group = {"summary": "Diagnostics reported", "detail": "1 error."}
    inner = group | {"diags": [{"summary": "Attribute redefined", "detail": "Twice."}]}
    assert list(diagnostics(JsonView({"attributes": inner}))) == ["Attribute redefined: Twice."]
    assert list(diagnostics(JsonView({"attributes": group}))) == ["Diagnostics reported: 1 error."]
