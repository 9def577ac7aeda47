from datetime import UTC, datetime

from checks.sandbox.healthy import generated


def test_repository_contains_the_main_branch_and_the_new_ssh_host(services):
    body = services().bitbucket.body("/repositories/acme-infra/network")
    assert body["mainbranch"] == {"type": "branch", "name": "main"}
    assert {one["name"]: one["href"] for one in body["links"]["clone"]} == {
        "https": "https://bitbucket.org/acme-infra/network.git",
        "ssh": "git@ssh.bitbucket.org:acme-infra/network.git",
    }


def test_repository_names_are_case_insensitive(services):
    assert services().bitbucket.body("/repositories/acme-infra/Network")["slug"] == "network"


def test_webhook_urls_are_on_the_terraform_host(services):
    started = services()
    (hook,) = started.bitbucket.body("/repositories/acme-infra/network/hooks")["values"]
    assert hook["url"].startswith(f"{started.environment['TFE_ADDRESS']}/webhooks/vcs/")
    assert "repo:push" in hook["events"]
    assert started.bitbucket.body(f"/repositories/acme-infra/network/hooks/{hook['uuid']}") == hook
    assert started.bitbucket.get("/repositories/acme-infra/network/hooks/absent").status_code == 404


def test_returns_the_raw_file(services):
    response = services().bitbucket.get("/repositories/acme-infra/network/src/main/.gitmodules")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "url = git@ssh.bitbucket.org:acme-infra/policies.git" in response.text


def test_error_for_a_missing_file_contains_its_path(services):
    response = services().bitbucket.get("/repositories/acme-infra/platform/src/main/.gitmodules")
    assert response.status_code == 404
    assert response.json()["error"]["message"] == "No such file or directory: .gitmodules"


def test_returns_404_for_an_unknown_branch(services):
    response = services().bitbucket.get("/repositories/acme-infra/network/src/absent/.gitmodules")
    assert response.status_code == 404
    assert response.json()["error"]["message"] == "Commit not found"


def test_lists_the_contents_of_a_folder(services):
    body = services().bitbucket.body("/repositories/acme-infra/network/src/main/")
    assert [one["path"] for one in body["values"]] == [
        ".gitmodules",
        "README.md",
        "main.tf",
        "modules/shared",
        "policies",
    ]


def test_lists_submodules_up_to_a_depth(services):
    def listed(depth):
        query = {"q": 'attributes = "subrepository"', "max_depth": depth}
        body = services().bitbucket.body("/repositories/acme-infra/network/src/main/", **query)
        return [one["path"] for one in body["values"]]

    assert (listed(1), listed(2)) == (["policies"], ["modules/shared", "policies"])


def test_returns_the_pinned_commit_of_a_submodule(services):
    response = services().bitbucket.get("/repositories/acme-infra/network/src/main/policies")
    assert len(response.text) == 40


def test_returns_the_size_of_a_file_with_format_meta(services):
    body = services().bitbucket.body("/repositories/acme-infra/network/src/main/README.md", format="meta")
    assert (body["path"], body["size"]) == ("README.md", len("# network\n"))


def test_filters_repositories_by_role(services):
    bitbucket = services("service-user-cannot-administer").bitbucket
    slugs = [one["slug"] for one in bitbucket.body("/repositories/acme-infra", role="admin")["values"]]
    assert slugs == ["platform", "modules", "policies"]
    assert bitbucket.body("/repositories/acme-infra", role="member")["size"] == 4


def test_access_keys_require_the_admin_scope(services):
    response = services().bitbucket.get("/repositories/acme-infra/network/deploy-keys")
    assert response.json()["error"]["detail"]["required"] == ["admin:repository:bitbucket"]


def test_webhook_events_require_no_credentials(services):
    started = services()
    body = started.anonymous.get(f"{started.bitbucket.base}/hook_events/repository").json()
    assert "repo:push" in {one["event"] for one in body["values"]}
    assert started.anonymous.get(f"{started.bitbucket.base}/hook_events/planet").status_code == 404


def test_returns_plain_text_429_above_the_hourly_limit(services):
    response = services("hourly-limit-reached").bitbucket.get("/repositories/acme-infra/network")
    assert (response.status_code, response.text) == (429, "Rate limit for this resource has been exceeded")


def test_the_hourly_limit_applies_to_repositories_only(services):
    assert services("hourly-limit-reached").bitbucket.get("/user").status_code == 200


def test_lists_300_generated_repositories(services):
    started = services(generated(300, datetime.now(UTC)))
    assert started.bitbucket.body("/repositories/acme-infra", pagelen="100")["size"] == 300
    (hook,) = started.bitbucket.body("/repositories/acme-infra/service-00300/hooks")["values"]
    workspace = started.terraform.body("/organizations/acme/workspaces/service-00300")["data"]["attributes"]
    assert hook["url"] == workspace["vcs-repo"]["webhook-url"]


def test_returns_explicit_permissions_on_a_repository(services):
    bitbucket = services().bitbucket
    path = "/repositories/acme-infra/network/permissions-config/users"
    found = bitbucket.body(path)["values"]
    assert [one["permission"] for one in found] == ["admin", "write"]
    assert bitbucket.body(f"{path}/{found[1]['user']['account_id']}") == found[1]
    assert bitbucket.get(f"{path}/nobody").status_code == 404
