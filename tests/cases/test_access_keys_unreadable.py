"""The key is not on the account, and the repository access keys can't be read.

Reported as: 403 This API is not accessible by this authentication mechanism.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime

from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault, answer
from checks.sandbox.scenario_changes import service_user

WORDS = "This API is not accessible by this authentication mechanism"
REFUSED = answer(403, {"type": "error", "error": {"message": WORDS}})


def test_access_keys_that_could_not_be_read_are_reported(run_command):
    now = service_user(lambda one: replace(one, keys=()))(healthy(datetime.now(UTC)))
    tokens = tuple(replace(one, scopes=(*one.scopes, "admin:repository:bitbucket")) for one in now.api_tokens)
    run = run_command(
        replace(now, api_tokens=tokens),
        "ssh-key-on-account",
        faults=(ResponseFault("bitbucket", "/2.0/repositories/*/deploy-keys", REFUSED),),
    )
    assert run.outcome("ssh-key-on-account") == "failed"
    values = [finding["actual"] for finding in run.findings("ssh-key-on-account")]
    assert any(re.search("access keys.*(not|could)", one) and WORDS in one for one in values)
