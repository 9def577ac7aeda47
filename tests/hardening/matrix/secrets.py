"""Plants secrets wherever they can be, and looks for them in everything that a run leaves behind."""

import base64
import io
import logging
import random
import re
import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.__main__ import main
from checks.cli.outputs import FORMATS
from checks.clients import http
from checks.connection.connection import Connection
from checks.engine.registry import all_checks
from checks.facts.credentials import Credential, Endpoint
from checks.sandbox.fault import repository
from checks.sandbox.faults.repository import newest_fetch
from checks.sandbox.response_faults import Mutation, ResponseFault, answer, redirected, spoilt
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox
from checks.settings.environment import read_settings
from matrix.rests import PLACES

LETTERS = string.ascii_letters + string.digits + "-_+/="
LENGTH = 24
"""Letters of the random part; each six of them in a row are looked for."""

PREFIXES = {"terraform_token": "sandbox.atlasv1.", "api_token": "ATATT3x", "client_secret": ""}
EMAIL = "terraform@acme.example"
KEY_FILES = (
    "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----\n",
    "-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----\n",
    "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: {0}\nPublic-Lines: 1\n{0}\n",
    "ssh-rsa {} comment\n",
    "{}",
)
HCL = 'credentials "{host}" {{\n  token = "{secret}"\n}}\n'
JSON = '{{"credentials": {{"{host}": {{"token": "{secret}"}}}}}}'


@dataclass(frozen=True)
class Plant:
    """Where secrets are in one run.

    Attributes:
        seed: What the random parts are made of.
        check: The check that is asked.
        read: The call whose answer repeats what it was sent.
        whose: Which of the secrets it repeats.
        form: In which form.
        way: In which part of the answer.
        elsewhere: Where else a secret lies.
    """

    seed: int
    check: str
    read: Endpoint
    whose: str
    form: str
    way: str
    elsewhere: str


FORMS: Mapping[str, Callable[[str, str], str]] = {
    "whole": lambda secret, _: secret,
    "in an address": lambda secret, _: quote(secret, safe=""),
    "in an address, in small letters": lambda secret, _: re.sub(
        "%..", lambda at: at[0].lower(), quote(secret, safe="")
    ),
    "in small letters": lambda secret, _: secret.lower(),
    "base64": lambda secret, _: _base64(secret),
    "base64 with a name": lambda secret, _: _base64(f"{EMAIL}:{secret}"),
    "base64 with a longer name": lambda secret, _: _base64(f"x{EMAIL}:{secret}"),
    "base64 with a still longer name": lambda secret, _: _base64(f"xx{EMAIL}:{secret}"),
    "base64 for addresses": lambda secret, _: base64.urlsafe_b64encode(f"{EMAIL}:{secret}".encode()).decode(),
    "header": lambda secret, _: f"Authorization: Bearer {secret}",
    "password of an address": lambda secret, _: f"https://x-token-auth:{secret}@bitbucket.org/a.git",
    "name in an address": lambda secret, _: f"https://{secret}@bitbucket.org/a.git",
    "password without a scheme": lambda secret, _: f"x-token-auth:{secret}@bitbucket.org/a.git",
    "password that begins like a port": lambda secret, _: f"bot:443/{secret}@bitbucket.org/a.git",
    "name without a scheme": lambda secret, _: f"{secret}@bitbucket.org:acme/a.git",
    "password of an address in an address": lambda secret, _: quote(f"https://bot:{secret}@bitbucket.org/a", safe=""),
    "parameter": lambda secret, _: f"client_secret={secret}&grant_type=client_credentials",
    "field": lambda secret, _: f'{{"refresh_token": "{secret}"}}',
    "git's own words": lambda secret, _: (
        f"fatal: could not read Password for 'https://{secret}@bitbucket.org': No such device or address"
    ),
}

WAYS: Mapping[str, Callable[[str], Mutation]] = {
    "error with an object": lambda words: answer(403, {"error": {"message": words, "detail": {"required": [words]}}}),
    "error with a text": lambda words: answer(400, {"error": words, "error_description": words}),
    "list of errors": lambda words: answer(422, {"errors": [{"title": words, "detail": words}, words]}),
    "plain text": lambda words: answer(500, f"You sent {words}", "text/plain"),
    "a long text": lambda words: answer(500, "x" * 480 + words, "text/plain"),
    "web page": lambda words: answer(200, f"<html>{words}</html>", "text/html"),
    "redirect": lambda words: redirected(f"https://elsewhere.example/{words}"),
    "redirect to a host": lambda words: redirected(f"https://u:{words}@{words}.example/"),
    "next page": lambda words: answer(200, {"values": [], "next": f"https://{words}.example/{words}"}),
    "headers": lambda words: _all(spoilt("TFP-AppName", words), spoilt("X-OAuth-Scopes", words)),
    "every field": lambda words: _in_every_field(words),  # noqa: PLW0108 - it is defined below
    "file": lambda words: answer(200, f'[submodule "{words}"]\npath = {words}\nurl = {words}\n', "text/plain"),
    "Retry-After": lambda words: answer(429, words, Retry_After=words),
}

ELSEWHERE = (
    "nowhere",
    "key file",
    "Terraform's file, as HCL",
    "Terraform's file, as JSON",
    "address",
    "broken setting",
    "option",
    "check",
    "settings shown",
    "settings explained",
    "swapped with the key",
    "setting that repeats it",
    "fetch that failed",
    "URL of a submodule",
)


ONLY_SHOWN = {"settings shown": "--check-settings", "settings explained": "--explain"}
"""The options that show the settings and ask nobody."""

REPEATED = frozenset({"swapped with the key", "setting that repeats it"})
"""A setting that is no secret contains one then: the object of the settings does, too, but nothing that is shown."""


def plants() -> st.SearchStrategy[Plant]:
    """Return every way in which secrets can lie around."""
    calls = [(check.id, read) for check in all_checks() for read in (*check.reads, *check.also_reads) if read in PLACES]
    return st.builds(
        lambda seed, call, **more: Plant(seed=seed, check=call[0], read=call[1], **more),
        seed=st.integers(0, 2**64),
        call=st.sampled_from(calls),
        whose=st.sampled_from(sorted(PREFIXES)),
        form=st.sampled_from(sorted(FORMS)),
        way=st.sampled_from(sorted(WAYS)),
        elsewhere=st.sampled_from(ELSEWHERE),
    )


class Search:
    """Runs with secrets planted, and searches what was left behind.

    Args:
        sandbox: Both services.
        scenario: What they answer from; each run gives it secrets of its own.
        home: A home directory that may be written to.
    """

    def __init__(self, sandbox: Sandbox, scenario: Scenario, home: Path) -> None:
        self._sandbox = sandbox
        self._scenario = scenario
        self._home = home
        self.runs = 0

    def try_(self, examples: int) -> None:
        """Try so many plants.

        Raises:
            AssertionError: A secret was found.
        """

        @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(plants())
        def nothing_shows(plant: Plant) -> None:
            found = self.found(plant)
            assert not found, f"{plant}: {found}"

        nothing_shows()

    def found(self, plant: Plant) -> list[str]:
        """Return where a secret was found, in words."""
        self.runs += 1
        chance = random.Random(plant.seed)  # noqa: S311 - hypothesis makes it smaller and repeats it
        random_parts = {name: "".join(chance.choices(LETTERS, k=LENGTH)) for name in (*PREFIXES, "other")}
        secrets = {name: PREFIXES.get(name, "") + part for name, part in random_parts.items()}
        left = dict(self._left_behind(plant, secrets))
        found = []
        for whose, part in random_parts.items():
            for form in _looked_for(secrets[whose], part):
                found += [f"{whose} in {place}: {_around(text, form)}" for place, text in left.items() if form in text]
            small = secrets[whose].lower()
            found += [f"{whose} in small letters in {place}" for place, text in left.items() if small in text.lower()]
        return found

    def _left_behind(self, plant: Plant, secrets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Run, and yield what it left behind: a name and a text each."""
        service = "terraform" if plant.read.credential is Credential.TERRAFORM_TOKEN else "bitbucket"
        # A service can repeat only what it was sent: in place of the variable, that is what Terraform's file holds.
        instead = plant.whose == "terraform_token" and plant.elsewhere.startswith("Terraform's file")
        how = WAYS[plant.way](FORMS[plant.form](secrets["other" if instead else plant.whose], EMAIL))
        scenario = _told(_with(self._scenario, secrets), plant.elsewhere, secrets["other"])
        self._sandbox.begin(scenario, *(ResponseFault(service, path, how) for path in PLACES[plant.read]))
        environ = {**self._sandbox.environment(), "HOME": str(self._home), "GITHUB_ACTIONS": "true"}
        environ["GITHUB_STEP_SUMMARY"] = str(self._home / "summary.md")
        arguments = self._elsewhere(plant, environ, secrets)
        for name in FORMATS:
            arguments += [f"--{name}", str(self._home / f"report.{name}")]
        with (
            _Heard() as heard,
            redirect_stdout(io.StringIO()) as out,
            redirect_stderr(io.StringIO()) as err,
            patch.object(Path, "home", lambda: self._home),
            patch.object(http, "FIRST_WAIT", 0.001),
        ):
            try:
                main(arguments, environ)
                read = read_settings(environ, self._home)
                connection = Connection(read)
                connection.close()
                if plant.elsewhere not in REPEATED:
                    yield "repr", f"{read!r} {vars(connection)!r}"
            except Exception as error:  # noqa: BLE001 - what it says is searched, whatever it is
                yield "exception", f"{error!r} {error} {error.__cause__!r} {error.__context__!r}"
        yield from (("standard output", out.getvalue()), ("standard error", err.getvalue()))
        yield "log", "\n".join(heard)
        for path in sorted(self._home.iterdir()):
            if path.name not in {".terraformrc", ".terraform.d"}:
                yield path.name, path.read_text(encoding="utf-8")
                path.unlink()
        (self._home / ".terraformrc").unlink(missing_ok=True)

    def _elsewhere(self, plant: Plant, environ: dict[str, str], secrets: Mapping[str, str]) -> list[str]:
        """Put the other secret somewhere, and return the arguments."""
        other = secrets["other"]
        chosen = [plant.check, "-v"]
        if plant.elsewhere in ONLY_SHOWN:
            return [ONLY_SHOWN[plant.elsewhere]]
        match plant.elsewhere:
            case "key file":
                text = KEY_FILES[plant.seed % len(KEY_FILES)].format(other)
                self._sandbox.key_file.write_text(text, encoding="utf-8")
                return ["ssh-key-format", "ssh-key-passphrase", *chosen]
            case "Terraform's file, as HCL" | "Terraform's file, as JSON" as form:
                text = (HCL if form.endswith("HCL") else JSON).format(host=environ["TFE_HOSTNAME"], secret=other)
                (self._home / ".terraformrc").write_text(text, encoding="utf-8")
                del environ["TFE_TOKEN"]
            case "address":
                environ["TFE_ADDRESS"] = f"https://user:{other}@{other}.example/{other}"
            case "broken setting":
                name = sorted({"BITBUCKET_API_TOKEN", "BITBUCKET_CLIENT_SECRET", "TFE_TOKEN", "TFE_ORGANIZATION"})
                environ[name[plant.seed % 4]] = f"{other}\n/{other}"
            case "option":
                return [f"--token={other}"]
            case "check":
                return [other]
            case "swapped with the key":
                names = "BITBUCKET_CLIENT_ID", "BITBUCKET_CLIENT_SECRET"
                environ[names[0]], environ[names[1]] = environ[names[1]], environ[names[0]]
            case "setting that repeats it":
                name = ("TFE_WORKSPACES", "BITBUCKET_REPOSITORIES", "GUIDE_URL", "BITBUCKET_CALLBACK_URL")
                environ[name[plant.seed % 4]] = f"https://guide.example/{secrets['client_secret']}"
        return chosen


class _Heard(logging.Handler):
    """Keeps every record of every logger, down to the last detail."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.lines.append(record.getMessage())

    def __enter__(self) -> list[str]:
        logging.getLogger().addHandler(self)
        self._level = logging.getLogger().level
        logging.getLogger().setLevel(logging.DEBUG)
        return self.lines

    def __exit__(self, *_: object) -> None:
        logging.getLogger().setLevel(self._level)
        logging.getLogger().removeHandler(self)


def _with(scenario: Scenario, secrets: Mapping[str, str]) -> Scenario:
    """Return a scenario in which the person holds these secrets, and both services know them."""
    held = replace(scenario.credentials, **{name: secrets[name] for name in PREFIXES})
    return replace(
        scenario,
        credentials=held,
        api_tokens=tuple(replace(one, value=held.api_token) for one in scenario.api_tokens),
        terraform_tokens=tuple(replace(one, value=held.terraform_token) for one in scenario.terraform_tokens),
        consumers=tuple(replace(one, secret=held.client_secret) for one in scenario.consumers),
    )


def _told(scenario: Scenario, elsewhere: str, secret: str) -> Scenario:
    """Return a scenario in which a failed fetch, or the URL of a submodule, tells a secret of somebody else."""
    url = f"https://x-token-auth:{secret}@bitbucket.org/acme-infra/policies.git"
    if elsewhere == "fetch that failed":
        words = f"fatal: unable to access '{url}/': The requested URL returned error: 403"
        failed = newest_fetch("errored", "ingress_failed", words)
        return failed(scenario)
    if elsewhere == "URL of a submodule":
        text = f'[submodule "p"]\n\tpath = p\n\turl = {url}\n'
        step = repository("network", lambda one: replace(one, files={**one.files, ".gitmodules": text}))
        return step(scenario)
    return scenario


def _looked_for(secret: str, part: str) -> set[str]:
    """Return every form of a secret that must not be seen."""
    forms = {part[at : at + 6] for at in range(len(part) - 5)}
    forms |= {quote(secret, safe=""), quote(part, safe="")}
    for before in range(3):
        packed = _base64("\0" * before + secret)
        # The letters at both ends depend on what stands beside the secret.
        forms.add(packed[4 if before else 0 : -4])
    return forms


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _around(text: str, form: str) -> str:
    at = text.index(form)
    return text[max(at - 60, 0) : at + 60]


def _all(*hows: Mutation) -> Mutation:
    def how(whole):
        for one in hows:
            whole = one(whole)
        return whole

    return how


def _in_every_field(words: str) -> Mutation:
    from flask import json  # noqa: PLC0415 - as the sandbox writes

    def filled(part):
        if isinstance(part, str):
            return words if part != "bitbucket_hosted" else part
        if isinstance(part, list):
            return [filled(one) for one in part]
        if isinstance(part, dict):
            # What tells one item from another is kept in half of them, so that the run goes on from here.
            return {
                key: part[key] if key in {"id", "identifier", "oauth-token-id"} else filled(part[key]) for key in part
            }
        return part

    def how(whole):
        try:
            body = json.loads(whole.get_data())
        except ValueError:
            return whole
        whole.set_data(json.dumps(filled(body)))
        return whole

    return how
