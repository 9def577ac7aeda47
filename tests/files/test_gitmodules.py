"""The parser must agree with Git, which is the test oracle."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checks.clients.errors import ReadError
from checks.files.gitmodules import Form, Login, Submodule, SubmoduleUrl, parse, parse_url

GIT = shutil.which("git") or ""

PLAIN = """\
[submodule "modules/network"]
\tpath = modules/network
\turl = git@ssh.bitbucket.org:team/network.git
[submodule "modules/dns"]
\tpath = modules/dns
\turl = https://bitbucket.org/team/dns.git
\tbranch = main
"""


def test_parses_path_and_url_of_each_submodule() -> None:
    assert parse(PLAIN) == (
        Submodule("modules/network", "modules/network", "git@ssh.bitbucket.org:team/network.git"),
        Submodule("modules/dns", "modules/dns", "https://bitbucket.org/team/dns.git"),
    )


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ('[SubModule "a"]\nURL = u', "u"),
        ("[submodule.a]\nurl=u", "u"),
        ('[submodule "a"] path = p\nurl = u', "u"),
        ('[submodule "a"]\r\n\turl = u\r\n', "u"),
        ('\ufeff[submodule "a"]\nurl = u', "u"),
        ('# c\n; d\n\n[submodule "a"] # e\nurl = u # f', "u"),
        ('[submodule "a"]\nurl = "u # v" ; w', "u # v"),
        ('[submodule "a"]\nurl = u\\\nv', "uv"),
        ('[submodule "a"]\nurl = u\\', "u"),
        ('[submodule "a"]\nurl = u "v  " w  ', "u v   w"),
        ('[submodule "a"]\nurl = "\\"u\\\\"', '"u\\'),
        ('[submodule "a"]\nurl = u%s', "u%s"),
        ('[submodule "a"]\nurl = \u00a0u', "\u00a0u"),
        ('[submodule "a"]\nurl = one\nurl = two', "two"),
        ('[submodule "a"]\nurl = one\n[submodule "b"]\nurl=b\n[submodule "a"]\nurl = two', "two"),
        ('[submodule "a"]\nurl', ""),
        ('[submodule "a"]\npath = p', ""),
    ],
)
def test_parses_every_notation_of_a_url(text: str, url: str) -> None:
    assert parse(text)[0].url == url


@pytest.mark.parametrize(
    "text", ["", "# nothing", "[core]\nurl = u\n[include]\npath = x", "[submodule]\nurl = u", '[submodule "a"]']
)
def test_accepts_a_file_without_submodules(text: str) -> None:
    assert parse(text) == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[submodule "a"\nurl = u', 1),
        ('[submodule "a"]\nurl = "u', 2),
        ('[submodule "a"]\npath = p\n!url = u', 3),
        ('[submodule "a"]\nurl = \\x', 2),
        ("<html>", 1),
    ],
)
def test_names_the_line_of_a_syntax_error(text: str, line: int) -> None:
    with pytest.raises(ReadError, match=f"line {line}"):
        parse(text)


def test_rejects_a_long_invalid_line_quickly() -> None:
    with pytest.raises(ReadError, match="line 2"):
        parse('[submodule "a"]\nurl = ' + "u" * 100_000 + '"')


def test_repr_does_not_show_the_url() -> None:
    assert "token" not in repr(parse('[submodule "a"]\nurl = https://me:token@bitbucket.org/a/b'))


PIECES = st.sampled_from(
    [
        "[submodule ",
        '"a"',
        '"b c"',
        '"x\\"y"',
        "]",
        "\n",
        "\r\n",
        " ",
        "url",
        "PATH",
        "=",
        " = ",
        "u",
        "v  w",
        '"',
        "\\",
        "\\\n",
        "\\n",
        "#",
        ";",
        "../x",
        '[submodule "a"]\nurl = ',
        '[Submodule "d"]\n',
        "[submodule.Old]\n",
        "[core]\n",
    ]
)


@pytest.mark.skipif(not GIT, reason="Git is the test oracle and isn't installed")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(PIECES, max_size=12).map("".join))
@example(text=PLAIN)
def test_agrees_with_git(tmp_path: Path, text: str) -> None:
    file = tmp_path / "gitmodules"
    file.write_bytes(text.encode())
    done = subprocess.run(
        [GIT, "config", "--no-includes", "--null", "--file", str(file), "--list"],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        with pytest.raises(ReadError):
            parse(text)
        return
    expected: dict[str, dict[str, str]] = {}
    without_value = False
    for entry in done.stdout.split("\0")[:-1]:
        name, equals, value = entry.partition("\n")
        section, _, rest = name.partition(".")
        module, _, key = rest.rpartition(".")
        if section == "submodule" and module and key in ("path", "url"):
            expected.setdefault(module, {})[key] = value
            without_value |= key == "path" and not equals
    if without_value:
        with pytest.raises(ReadError, match=r"invalid value for submodule\..*\.path"):
            parse(text)
        return
    read = {submodule.name: submodule for submodule in parse(text)}
    assert set(read) == set(expected)
    for name, keys in expected.items():
        assert (read[name].path, read[name].url) == (keys.get("path", ""), keys.get("url", ""))


ENTRY = '[submodule "a"]\n\tpath = a\n\turl = ../b\n'


@pytest.mark.parametrize("value", ["", "!make", "NONE", "never", "check out"])
def test_rejects_a_value_of_update_that_git_rejects(value: str) -> None:
    with pytest.raises(ReadError, match=r"invalid value for submodule\.a\.update"):
        parse(f"{ENTRY}\tupdate = {value}\n")


@pytest.mark.parametrize("value", ["none", "checkout", "rebase", "merge"])
def test_accepts_the_values_of_update_that_git_accepts(value: str) -> None:
    assert parse(f"{ENTRY}\tupdate = {value}\n")[0].is_skipped is (value == "none")


@pytest.mark.parametrize("name", ["../a", "a/../b", "..", "a\\\\..\\\\b"])
def test_ignores_a_name_that_git_ignores(name: str) -> None:
    assert parse(ENTRY.replace('"a"', f'"{name}"')) == ()


def test_ignores_values_that_resemble_options_of_commands() -> None:
    (entry,) = parse(ENTRY + "\turl = --upload-pack=x\n\tpath = -p\n")
    assert (entry.path, entry.url) == ("a", "../b")


@pytest.mark.skipif(not GIT, reason="Git is the test oracle and isn't installed")
@pytest.mark.parametrize("value", ["!make", "NONE", "none", "merge"])
def test_rejects_the_same_values_of_update_as_git(tmp_path: Path, value: str) -> None:
    (tmp_path / ".gitmodules").write_text(f"{ENTRY}\tupdate = {value}\n")
    for arguments in (["init", "-q"], ["update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},a"]):
        subprocess.run([GIT, *arguments], cwd=tmp_path, check=True)
    done = subprocess.run([GIT, "submodule", "init"], cwd=tmp_path, check=False, capture_output=True, text=True)
    rejected = "invalid value for 'submodule.a.update'" in done.stderr
    assert rejected is (value in ("!make", "NONE"))
    assert rejected is (done.returncode != 0)
    if rejected:
        with pytest.raises(ReadError):
            parse((tmp_path / ".gitmodules").read_text())


ONE, TWO = '[submodule "one"]\n', '[submodule "two"]\n'


def url_in_git(folder: Path) -> str | None:
    """Return the URL that Git uses for `policies`; empty if it finds none, and None if it rejects the file."""
    for arguments in (["init", "-q"], ["update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},policies"]):
        subprocess.run([GIT, *arguments], cwd=folder, check=True)
    done = subprocess.run([GIT, "submodule", "init"], cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        return "" if "No url found" in done.stderr else None
    arguments = ["config", "--get-regexp", r"submodule\..*\.url"]
    done = subprocess.run([GIT, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.split()[1]


@pytest.mark.skipif(not GIT, reason="Git is the test oracle and isn't installed")
@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}path=policies\nurl=u1\n{TWO}path=policies\nurl=u2\n",
        f"{TWO}path=policies\nurl=u2\n{ONE}path=policies\nurl=u1\n",
        f"{ONE}path=policies\nurl=u1\n{TWO}path=policies\nurl=u2\n{ONE}path=policies\n",
        f"{ONE}path=policies\nurl=u1\n{TWO}path=policies\nurl=u2\n{TWO}path=other\n",
        f"{ONE}path=other\npath=policies\nurl=u1\n",
        f"{ONE}path=policies\npath=other\nurl=u1\n",
        f"{ONE}path=policies/\nurl=u1\n",
        f"{ONE}path=./policies\nurl=u1\n",
        f"{ONE}path=x/../policies\nurl=u1\n",
        f"{ONE}url=u1\n",
        f"{ONE}path\nurl=u1\n",
        f"{ONE}path=policies\nurl=u1\nshallow=maybe\n",
        f"{ONE}path=policies\nurl=u1\nshallow=TRUE\n",
        f"{ONE}path=policies\nurl=u1\nshallow\n",
        f"{ONE}path=policies\nurl=u1\nshallow=1k\n",
        f"{ONE}path=policies\nurl=u1\nfetchRecurseSubmodules=maybe\n",
        f"{ONE}path=policies\nurl=u1\nfetchRecurseSubmodules=on-demand\n",
        f"{ONE}path=policies\nurl=u1\nupdate\n",
        f"{ONE}path=policies\nurl=u1\nignore\n",
        f"{ONE}path=policies\nurl=u1\nignore=everything\n",
    ],
)
def test_uses_the_same_entry_as_git(tmp_path: Path, text: str) -> None:
    (tmp_path / ".gitmodules").write_text(text)
    expected = url_in_git(tmp_path)
    if expected is None:
        with pytest.raises(ReadError, match="invalid value"):
            parse(text)
    else:
        assert "".join(entry.url for entry in parse(text) if entry.is_used and entry.path == "policies") == expected


@given(st.text())
def test_parses_or_rejects_any_text(text: str) -> None:
    try:
        assert all(submodule.name for submodule in parse(text))
    except ReadError as error:
        # Parsing can succeed or fail in these ways, but in no other.
        assert "line" in str(error) or "invalid value" in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    ("url", "form", "host", "port", "user"),
    [
        ("git@bitbucket.org:team/repo.git", Form.SCP, "bitbucket.org", 22, "git"),
        ("git@SSH.Bitbucket.org:team/repo.git", Form.SCP, "ssh.bitbucket.org", 22, "git"),
        ("bitbucket.org:team/repo.git", Form.SCP, "bitbucket.org", 22, None),
        ("[git@altssh.bitbucket.org:443]:team/repo.git", Form.SCP, "altssh.bitbucket.org", 443, "git"),
        ("git@[::1]:team/repo.git", Form.SCP, "::1", 22, "git"),
        ("ssh://git@ssh.bitbucket.org/team/repo.git", Form.SSH, "ssh.bitbucket.org", 22, "git"),
        ("ssh://git@altssh.bitbucket.org:443/team/repo.git", Form.SSH, "altssh.bitbucket.org", 443, "git"),
        ("git+ssh://git@bitbucket.org/team/repo.git", Form.SSH, "bitbucket.org", 22, "git"),
        ("ssh://git@bitbucket.org:team/repo.git", Form.SSH, "bitbucket.org:team", None, "git"),
        ("https://bitbucket.org/team/repo.git", Form.HTTPS, "bitbucket.org", 443, None),
        ("https://me@bitbucket.org:8443/team/repo.git", Form.HTTPS, "bitbucket.org", 8443, None),
        ("http://bitbucket.org/team/repo.git", Form.HTTP, "bitbucket.org", 80, None),
        ("git://bitbucket.org/team/repo.git", Form.GIT, "bitbucket.org", 9418, None),
        ("file:///srv/repo.git", Form.FILE, None, None, None),
        ("/srv/repo.git", Form.FILE, None, None, None),
        ("srv/re:po.git", Form.FILE, None, None, None),
        ("../repo.git", Form.RELATIVE, None, None, None),
        ("./repo.git", Form.RELATIVE, None, None, None),
        ("ext::sh -c id", Form.OTHER, None, None, None),
        ("SSH://git@bitbucket.org/x", Form.UNSUPPORTED, "bitbucket.org", None, None),
        ("--upload-pack=x:y", Form.OTHER, None, None, None),
        ("", Form.NONE, None, None, None),
    ],
)
def test_parses_form_host_port_and_user_of_a_url(
    url: str, form: Form, host: str | None, port: int | None, user: str | None
) -> None:
    seen = parse_url(url)
    assert (seen.form, seen.host, seen.port, seen.user) == (form, host, port, user)


@pytest.mark.parametrize("form", Form)
def test_only_ssh_urls_need_a_key(form: Form) -> None:
    assert SubmoduleUrl(form, "").needs_ssh_key is (form in {Form.SSH, Form.SCP})


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:planted@bitbucket.org/a/b", "https://bitbucket.org/a/b"),
        ("https://planted@bitbucket.org/a/b", "https://bitbucket.org/a/b"),
        ("https://me:plan@ted@bitbucket.org/a/b", "https://bitbucket.org/a/b"),
        ("ssh://git:planted@bitbucket.org:22/a/b", "ssh://git@bitbucket.org:22/a/b"),
        ("ftp://me:planted@bitbucket.org/a", "ftp://bitbucket.org/a"),
        ("https://bitbucket.org/a/b?access_token=planted", "https://bitbucket.org/a/b"),
        ("ext::planted", "ext"),
        ("git::https://me:planted@bitbucket.org/a/b", "git::https://bitbucket.org/a/b"),
        ("git@bitbucket.org:a/b", "git@bitbucket.org:a/b"),
        ("../b", "../b"),
        ("ssh://planted@bitbucket.org/a/b", "ssh://bitbucket.org/a/b"),
        ("x-token-auth:planted@bitbucket.org/a/b.git", "bitbucket.org/a/b.git"),
        ("https:/x-token-auth:planted@bitbucket.org/a/b.git", "https:/bitbucket.org/a/b.git"),
        ("https:x-token-auth:planted@bitbucket.org/a/b.git", "https:bitbucket.org/a/b.git"),
        ("git:planted@bitbucket.org:a/b.git", "bitbucket.org:a/b.git"),
        ("ssh:git@bitbucket.org/a/b.git", "ssh:bitbucket.org/a/b.git"),
        ("git::ssh://git@bitbucket.org/a/b.git", "git::ssh://bitbucket.org/a/b.git"),
        ("https://me:plan/ted@bitbucket.org/a/b", "https://bitbucket.org/a/b"),
        ("https://me:planted", "https://me:(hidden)"),
        ("../ATCTT3xplanted/b", "../(hidden)/b"),
        ("https://bitbucket.org/a/${planted}", "https://bitbucket.org/a/(variable)"),
    ],
)
def test_shows_a_url_without_its_secrets(url: str, shown: str) -> None:
    seen = parse_url(url)
    assert seen.shown == shown
    assert "planted" not in repr(seen)


@given(st.text(alphabet="git@:/[].-0x\\ \n"))
def test_every_url_has_a_form(url: str) -> None:
    assert parse_url(url).form in Form


@pytest.mark.parametrize(
    "user",
    [
        "ghp_abcdefghij1234567890",
        "glpat-abcdefghijklmnopqrs1",
        "eyJhbGciOi.J9ab.xy",
        "a1.atlasv1.abcdefghijk",
        "ATOA1x2y3z",
    ],
)
def test_a_token_of_any_vendor_as_the_username_is_a_secret(user):
    assert parse_url(f"https://{user}@git.acme.example/a/b").login is Login.SECRET


@pytest.mark.parametrize(
    "url",
    [
        "https://me:plan/ted@bitbucket.org/a/b",
        "ssh://me:plan/ted@bitbucket.org/a/b",
        "https://me:secret1@bitbucket.org:acme/b.git",
        "https://me:p{abc}s@bitbucket.org/a/b.git",
        "git:secret1@bitbucket.org:a/b.git",
    ],
)
def test_a_password_before_a_slash_or_in_another_form_is_a_secret(url):
    assert parse_url(url).login is Login.SECRET


@pytest.mark.parametrize(
    "url",
    [
        "git@bitbucket.org:acme/ATOAdapters.git",
        "git@bitbucket.org:acme/FORMATBBCODE.git",
        "git@bitbucket.org:acme/glue-modules-for-everything.git",
        "ssh:/git@bitbucket.org/acme/b",
        "ssh:git@bitbucket.org/acme/b",
        "ssh//git@bitbucket.org/acme/b",
        "https:jordan@bitbucket.org/acme/b",
        "https://bitbucket.org/{ad213282-544b-55ee-8354-5555f876c5e7}/{b}",
        "git::ssh://git@bitbucket.org/acme/b",
        "git::https://bitbucket.org/acme/b.git",
        "https://git.acme.example/caf%C3%A9/b",
    ],
)
def test_a_name_that_resembles_a_token_is_not_a_secret(url):
    assert parse_url(url).login is None


@pytest.mark.parametrize(
    "url",
    [
        "https://bitbucket.org/${WS}/b.git",
        "https://$HOST/a/b",
        "ssh://git@{{ host }}/a/b",
        "https://x/%TEAM%/b",
        "https://x-token-auth:{access_token}@bitbucket.org/a/b.git",
        "https://me:<app password>@bitbucket.org/a/b.git",
    ],
)
def test_a_variable_in_any_part_of_a_url_is_found(url):
    assert parse_url(url).login is Login.VARIABLE
