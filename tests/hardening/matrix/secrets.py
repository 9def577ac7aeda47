"""Plants secrets in all possible places, and searches all output of a run for them."""

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
from checks.facts import terraform
from checks.facts.credentials import Credential, Endpoint
from checks.sandbox.faults.repository import failed_fetch
from checks.sandbox.response_faults import Mutation, ResponseFault, answer, redirected, spoilt
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import repository
from checks.sandbox.server import Sandbox
from checks.settings.environment import read_settings
from matrix.dependencies import PLACES

LETTERS = string.ascii_letters + string.digits + "-_+/="
LENGTH = 24
"""The length of the random part. The search finds any six consecutive characters."""

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
    """The places of the secrets in one run.

    Attributes:
        seed: The seed of the random parts.
        check: The ID of the check.
        read: The endpoint whose response repeats a secret.
        whose: The name of the repeated secret.
        form: The form of the repeated secret, from `FORMS`.
        way: The part of the response, from `WAYS`.
        elsewhere: The place of another secret, from `ELSEWHERE`.
    """

    seed: int = 1
    check: str = "terraform-token"
    read: Endpoint = terraform.ACCOUNT
    whose: str = "terraform_token"
    form: str = "whole"
    way: str = "error with an object"
    elsewhere: str = "nowhere"


FORMS: Mapping[str, Callable[[str, str], str]] = {
    "whole": lambda secret, _: secret,
    "URL-encoded": lambda secret, _: quote(secret, safe=""),
    "URL-encoded in lowercase": lambda secret, _: re.sub("%..", lambda at: at[0].lower(), quote(secret, safe="")),
    "lowercase": lambda secret, _: secret.lower(),
    "base64": lambda secret, _: _base64(secret),
    "base64 with a name": lambda secret, _: _base64(f"{EMAIL}:{secret}"),
    "base64 with a longer name": lambda secret, _: _base64(f"x{EMAIL}:{secret}"),
    "base64 with a still longer name": lambda secret, _: _base64(f"xx{EMAIL}:{secret}"),
    "base64 for URLs": lambda secret, _: base64.urlsafe_b64encode(f"{EMAIL}:{secret}".encode()).decode(),
    "header": lambda secret, _: f"Authorization: Bearer {secret}",
    "password in a URL": lambda secret, _: f"https://x-token-auth:{secret}@bitbucket.org/a.git",
    "username in a URL": lambda secret, _: f"https://{secret}@bitbucket.org/a.git",
    "password without a scheme": lambda secret, _: f"x-token-auth:{secret}@bitbucket.org/a.git",
    "password that starts like a port": lambda secret, _: f"bot:443/{secret}@bitbucket.org/a.git",
    "username without a scheme": lambda secret, _: f"{secret}@bitbucket.org:acme/a.git",
    "password in a URL in a URL": lambda secret, _: quote(f"https://bot:{secret}@bitbucket.org/a", safe=""),
    "parameter": lambda secret, _: f"client_secret={secret}&grant_type=client_credentials",
    "field": lambda secret, _: f'{{"refresh_token": "{secret}"}}',
    "git's error message": lambda secret, _: (
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
    "every field": lambda words: _in_every_field(words),  # noqa: PLW0108 - the function is defined below
    "file": lambda words: answer(200, f'[submodule "{words}"]\npath = {words}\nurl = {words}\n', "text/plain"),
    "Retry-After": lambda words: answer(429, words, Retry_After=words),
}

ELSEWHERE = (
    "nowhere",
    "key file",
    "Terraform's file, as HCL",
    "Terraform's file, as JSON",
    "URL",
    "broken setting",
    "option",
    "check",
    "settings shown",
    "settings explained",
    "swapped with the key",
    "setting that repeats it",
    "failed fetch",
    "submodule URL",
)


ONLY_SHOWN = {"settings shown": "--check-settings", "settings explained": "--explain"}
"""The options that show the settings without sending requests."""

REPEATED = frozenset({"swapped with the key", "setting that repeats it"})
"""Places in which a public setting contains a secret. The settings object then contains it, but no output does."""


def plants() -> st.SearchStrategy[Plant]:
    """Return a strategy for all places of the secrets."""
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
    """Runs the command with planted secrets and searches the output.

    Args:
        sandbox: The simulated services.
        scenario: The scenario of the services; each run changes its secrets.
        home: A writable home directory.
    """

    def __init__(self, sandbox: Sandbox, scenario: Scenario, home: Path) -> None:
        self._sandbox = sandbox
        self._scenario = scenario
        self.home = home
        self.runs = 0

    def try_(self, examples: int) -> None:
        """Run the given number of examples.

        Raises:
            AssertionError: A secret was found.
        """

        @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(plants())
        def exposes_no_secret(plant: Plant) -> None:
            found = self.found(plant)
            assert not found, f"{plant}: {found}"

        exposes_no_secret()

    def found(self, plant: Plant) -> list[str]:
        """Return descriptions of the places where a secret was found."""
        self.runs += 1
        chance = random.Random(plant.seed)  # noqa: S311 - hypothesis repeats and shrinks it
        random_parts = {name: "".join(chance.choices(LETTERS, k=LENGTH)) for name in (*PREFIXES, "other")}
        secrets = {name: PREFIXES.get(name, "") + part for name, part in random_parts.items()}
        left = dict(self.outputs(plant, secrets))
        found = []
        for whose, part in random_parts.items():
            for form in _search_terms(secrets[whose], part):
                found += [f"{whose} in {place}: {_around(text, form)}" for place, text in left.items() if form in text]
            small = secrets[whose].lower()
            found += [f"{whose} in lowercase in {place}" for place, text in left.items() if small in text.lower()]
        return found

    def begin(self, plant: Plant, secrets: Mapping[str, str]) -> dict[str, str]:
        """Start the services with the planted secrets, and return the environment of the user."""
        service = "terraform" if plant.read.credential is Credential.TERRAFORM_TOKEN else "bitbucket"
        # A service can repeat only the token that it received, here the one from Terraform's file.
        instead = plant.whose == "terraform_token" and plant.elsewhere.startswith("Terraform's file")
        how = WAYS[plant.way](FORMS[plant.form](secrets["other" if instead else plant.whose], EMAIL))
        scenario = _with_secret_in_message(_with(self._scenario, secrets), plant.elsewhere, secrets["other"])
        self._sandbox.begin(scenario, *(ResponseFault(service, path, how) for path in PLACES[plant.read]))
        return {**self._sandbox.environment(), "HOME": str(self.home)}

    def outputs(self, plant: Plant, secrets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Run the command, and yield the name and the text of each output."""
        environ = self.begin(plant, secrets) | {"GITHUB_ACTIONS": "true"}
        environ["GITHUB_STEP_SUMMARY"] = str(self.home / "summary.md")
        arguments = self.elsewhere(plant, environ, secrets)
        for name in FORMATS:
            arguments += [f"--{name}", str(self.home / f"report.{name}")]
        with (
            LogRecorder() as logged,
            redirect_stdout(io.StringIO()) as out,
            redirect_stderr(io.StringIO()) as err,
            patch.object(Path, "home", lambda: self.home),
            patch.object(http, "FIRST_WAIT", 0.001),
        ):
            try:
                main(arguments, environ)
                read = read_settings(environ, self.home)
                connection = Connection(read)
                connection.close()
                if plant.elsewhere not in REPEATED:
                    yield "repr", f"{read!r} {vars(connection)!r}"
            except Exception as error:  # noqa: BLE001 - the text of any exception is searched
                yield "exception", f"{error!r} {error} {error.__cause__!r} {error.__context__!r}"
        yield from (("standard output", out.getvalue()), ("standard error", err.getvalue()))
        yield "log", "\n".join(logged)
        for path in sorted(self.home.iterdir()):
            if path.name not in {".terraformrc", ".terraform.d"}:
                yield path.name, path.read_text(encoding="utf-8")
                path.unlink()
        (self.home / ".terraformrc").unlink(missing_ok=True)

    def elsewhere(self, plant: Plant, environ: dict[str, str], secrets: Mapping[str, str]) -> list[str]:
        """Plant the other secret, and return the command-line arguments."""
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
                (self.home / ".terraformrc").write_text(text, encoding="utf-8")
                del environ["TFE_TOKEN"]
            case "URL":
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
                # The checks recognize a swapped pair by its lengths: a secret of Bitbucket is longer than its key.
                environ.update(
                    zip(names, sorted((environ[name] for name in names), key=len, reverse=True), strict=True)
                )
            case "setting that repeats it":
                name = ("TFE_WORKSPACES", "BITBUCKET_REPOSITORIES", "GUIDE_URL", "BITBUCKET_CALLBACK_URL")
                environ[name[plant.seed % 4]] = f"https://guide.example/{secrets['client_secret']}"
        return chosen


class LogRecorder(logging.Handler):
    """Records the messages of all loggers at all levels."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Add the message of a record."""
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
    """Return a scenario in which the user has these secrets and both services accept them."""
    credentials = replace(scenario.credentials, **{name: secrets[name] for name in PREFIXES})
    return replace(
        scenario,
        credentials=credentials,
        api_tokens=tuple(replace(one, value=credentials.api_token) for one in scenario.api_tokens),
        terraform_tokens=tuple(replace(one, value=credentials.terraform_token) for one in scenario.terraform_tokens),
        consumers=tuple(replace(one, secret=credentials.client_secret) for one in scenario.consumers),
    )


def _with_secret_in_message(scenario: Scenario, elsewhere: str, secret: str) -> Scenario:
    """Return a scenario in which a failed fetch or a submodule URL contains another user's secret."""
    url = f"https://x-token-auth:{secret}@bitbucket.org/acme-infra/policies.git"
    if elsewhere == "failed fetch":
        words = f"fatal: unable to access '{url}/': The requested URL returned error: 403"
        failed = failed_fetch(words)
        return failed(scenario)
    if elsewhere == "submodule URL":
        text = f'[submodule "p"]\n\tpath = p\n\turl = {url}\n'
        step = repository("network", lambda one: replace(one, files={**one.files, ".gitmodules": text}))
        return step(scenario)
    return scenario


def _search_terms(secret: str, part: str) -> set[str]:
    """Return every form of a secret that must not appear in the output."""
    forms = {part[at : at + 6] for at in range(len(part) - 5)}
    forms |= {quote(secret, safe=""), quote(part, safe="")}
    for before in range(3):
        packed = _base64("\0" * before + secret)
        # The characters at both ends depend on the text next to the secret.
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
    from flask import json  # noqa: PLC0415 - the same JSON encoder as in the sandbox

    def filled(part):
        if isinstance(part, str):
            return words if part != "bitbucket_hosted" else part
        if isinstance(part, list):
            return [filled(one) for one in part]
        if isinstance(part, dict):
            # The IDs of the items stay the same, so that the run continues.
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
