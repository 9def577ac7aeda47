"""A screenshot is recorded as real, contains nothing private, and says what it replaces."""

import shutil
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from checks.monitors.pictures.manifest import read_manifest
from checks.monitors.pictures.verdicts import PictureVerdict, judge_placements
from checks.monitors.real import take
from checks.monitors.real.masks import MaskError
from checks.monitors.real.replay import replay
from checks.monitors.real.take import RealCamera, require_nothing_private
from checks.monitors.robot.step import PicturePlacement

TODAY = date(2026, 11, 30)
FORM = ("create-consumer#open-the-form", "create-consumer#fill-in-the-form")


@pytest.fixture
def docs(tmp_path, request):
    """A copy of the pages' pictures."""
    folder = tmp_path / "docs"
    shutil.copytree(request.config.rootpath / "docs/pictures", folder / "pictures")
    return folder


@pytest.mark.browser
def test_a_screenshot_is_recorded_as_real_and_is_judged_fresh(robot, section, docs) -> None:
    camera = RealCamera("new-client", TODAY, "Chromium 156")
    with robot() as (careful, _):
        replay(careful, section(*FORM), camera)
        said = take.store(docs, camera)
        again = take.store(docs, camera)
        names = careful.account.names
    assert said.startswith("It replaces an illustration of 2026-")
    assert again == "It replaces a screenshot of 2026-11-30."
    record = read_manifest(docs)["new-client"]
    assert (record.kind, record.taken, record.words, record.fingerprint) == ("real", "2026-11-30", [], "")
    assert record.path == "/{workspace}/workspace/settings/oauth-clients/new"
    assert {"Authorization code", "Callback URL", "Save"} <= {*record.labels}
    assert not [name for name in names if name in str(record)]
    (here,) = [one for one in section(*FORM) if isinstance(one, PicturePlacement) and one.name == "new-client"]
    (judged,) = judge_placements([here], {"new-client": record}, docs, TODAY)[:1]
    assert judged.verdict is PictureVerdict.FRESH, judged.reason


@pytest.mark.browser
def test_a_mask_that_misses_stores_nothing(robot, section) -> None:
    def add_text(camera, careful, here, reason):
        careful.screen.page.evaluate(
            "document.querySelector('main').appendChild(document.createElement('div'))"
            ".attachShadow({mode: 'closed'}).innerHTML ="
            " '<style>p { -webkit-text-fill-color: red }</style><p>Jordan Lee</p>'"
        )
        camera(careful, here, reason)

    camera = RealCamera("new-client", TODAY, "Chromium 156")
    with robot() as (careful, _), pytest.raises(MaskError, match="does not cover a text of 10 characters"):
        replay(careful, section(*FORM), partial(add_text, camera))
    assert (camera.file, camera.record) == (b"", None)


@pytest.mark.browser
def test_a_screen_behind_a_step_that_saves_is_not_taken(robot, section) -> None:
    save = "create-consumer#save-the-consumer-and-open-its-credentials"
    camera = RealCamera("client-id-and-secret", TODAY, "Chromium 156")
    with robot() as (careful, _):
        replay(careful, section(*FORM, save), camera)
    assert camera.file == b""
    assert "'Save' might save something, so it was not clicked" in camera.reason


@pytest.mark.parametrize("readable", [["Secret", "Details"], []])
def test_labels_contain_nothing_private(readable, account) -> None:
    require_nothing_private(readable, account)


@pytest.mark.parametrize("name", ["organization", "workspace", "terraform_workspace"])
def test_a_label_with_a_name_of_the_account_is_private(name, account) -> None:
    named = replace(account, **{name: "scopes"})
    with pytest.raises(MaskError, match="contains a name of your account"):
        require_nothing_private(["Save", "Scopes"], named)


def test_a_label_that_looks_like_a_secret_is_private(account) -> None:
    with pytest.raises(MaskError, match="looks like an Atlassian token") as caught:
        require_nothing_private(["ATATT3xFfGF0aBcDeFgHiJkL"], account)
    assert "ATATT" not in str(caught.value)
