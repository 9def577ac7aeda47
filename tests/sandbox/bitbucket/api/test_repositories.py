from datetime import UTC, datetime

from checks.sandbox.healthy import generated


def test_a_repository_names_its_main_branch_and_the_new_host_for_ssh(services):
    body = services().bitbucket.body("/repositories/acme-infra/network")
    assert body["mainbranch"] == {"type": "branch", "name": "main"}
    assert {one["name"]: one["href"] for one in body["links"]["clone"]} == {
        "https": "https://bitbucket.org/acme-infra/network.git",
        "ssh": "git@ssh.bitbucket.org:acme-infra/network.git",
    }


def test_case_does_not_matter_in_the_name_of_a_repository(services):
    assert services().bitbucket.body("/repositories/acme-infra/Network")["slug"] == "network"


def test_hooks_lie_on_the_own_terraform_host(services):
    started = services()
    (hook,) = started.bitbucket.body("/repositories/acme-infra/network/hooks")["values"]
    assert hook["url"].startswith(f"{started.environment['TFE_ADDRESS']}/webhooks/vcs/")
    assert "repo:push" in hook["events"]
    assert started.bitbucket.body(f"/repositories/acme-infra/network/hooks/{hook['uuid']}") == hook
    assert started.bitbucket.get("/repositories/acme-infra/network/hooks/absent").status_code == 404


def test_a_file_comes_as_it_is(services):
    answer = services().bitbucket.get("/repositories/acme-infra/network/src/main/.gitmodules")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "url = git@ssh.bitbucket.org:acme-infra/policies.git" in answer.text


def test_a_file_that_is_not_there_is_named(services):
    answer = services().bitbucket.get("/repositories/acme-infra/platform/src/main/.gitmodules")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "No such file or directory: .gitmodules"


def test_an_unknown_branch_is_no_commit(services):
    answer = services().bitbucket.get("/repositories/acme-infra/network/src/absent/.gitmodules")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "Commit not found"


def test_a_folder_lists_what_it_holds(services):
    body = services().bitbucket.body("/repositories/acme-infra/network/src/main/")
    assert [one["path"] for one in body["values"]] == [
        ".gitmodules",
        "README.md",
        "main.tf",
        "modules/shared",
        "policies",
    ]


def test_a_listing_can_be_filtered_for_submodules_down_to_a_depth(services):
    def listed(depth):
        query = {"q": 'attributes = "subrepository"', "max_depth": depth}
        body = services().bitbucket.body("/repositories/acme-infra/network/src/main/", **query)
        return [one["path"] for one in body["values"]]

    assert (listed(1), listed(2)) == (["policies"], ["modules/shared", "policies"])


def test_a_submodule_holds_the_commit_that_is_pinned(services):
    answer = services().bitbucket.get("/repositories/acme-infra/network/src/main/policies")
    assert len(answer.text) == 40


def test_about_a_file_its_size_is_told_when_asked(services):
    body = services().bitbucket.body("/repositories/acme-infra/network/src/main/README.md", format="meta")
    assert (body["path"], body["size"]) == ("README.md", len("# network\n"))


def test_the_list_can_be_narrowed_to_a_role(services):
    bitbucket = services("service-user-cannot-administer").bitbucket
    slugs = [one["slug"] for one in bitbucket.body("/repositories/acme-infra", role="admin")["values"]]
    assert slugs == ["platform", "modules", "policies"]
    assert bitbucket.body("/repositories/acme-infra", role="member")["size"] == 4


def test_access_keys_need_a_scope_that_the_token_usually_lacks(services):
    answer = services().bitbucket.get("/repositories/acme-infra/network/deploy-keys")
    assert answer.json()["error"]["detail"]["required"] == ["admin:repository:bitbucket"]


def test_events_are_told_to_anybody(services):
    started = services()
    body = started.anonymous.get(f"{started.bitbucket.base}/hook_events/repository").json()
    assert "repo:push" in {one["event"] for one in body["values"]}
    assert started.anonymous.get(f"{started.bitbucket.base}/hook_events/planet").status_code == 404


def test_beyond_the_hourly_limit_the_answer_is_plain_text(services):
    answer = services("hourly-limit-reached").bitbucket.get("/repositories/acme-infra/network")
    assert (answer.status_code, answer.text) == (429, "Rate limit for this resource has been exceeded")


def test_the_hourly_limit_is_about_repositories_alone(services):
    assert services("hourly-limit-reached").bitbucket.get("/user").status_code == 200


def test_an_organization_of_any_size_can_be_read(services):
    started = services(generated(300, datetime.now(UTC)))
    assert started.bitbucket.body("/repositories/acme-infra", pagelen="100")["size"] == 300
    (hook,) = started.bitbucket.body("/repositories/acme-infra/service-00300/hooks")["values"]
    workspace = started.terraform.body("/organizations/acme/workspaces/service-00300")["data"]["attributes"]
    assert hook["url"] == workspace["vcs-repo"]["webhook-url"]


def test_who_was_made_what_on_a_repository(services):
    bitbucket = services().bitbucket
    path = "/repositories/acme-infra/network/permissions-config/users"
    found = bitbucket.body(path)["values"]
    assert [one["permission"] for one in found] == ["admin", "write"]
    assert bitbucket.body(f"{path}/{found[1]['user']['account_id']}") == found[1]
    assert bitbucket.get(f"{path}/nobody").status_code == 404
