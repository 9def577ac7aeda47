"""Output of ``--explain``: the requests of each check."""

from collections.abc import Iterable, Iterator

from checks.engine.explain import Call, calls
from checks.engine.model import Check
from checks.engine.plan import SUBMODULES
from checks.report.sanitize import sanitize, wrapped
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.results import INDENT
from checks.settings.settings import Settings


def explained_lines(checks: Iterable[Check], settings: Settings, options: RenderOptions) -> Iterator[str]:
    """Yield for each check the credentials that it needs and its requests, with the minimum permission for each."""
    words = (
        "No requests are sent. Each check would send the following requests, once for each page of a list and for each "
        f"repository. {SUBMODULES}"
    )
    yield from wrapped(words, options.width)
    for check in checks:
        yield ""
        yield from (
            options.paint(line, "1") for line in wrapped(f"{check.id}: {check.title}", options.width, hanging="  ")
        )
        needs = [name for credential in check.credentials for name in credential.variables]
        yield from wrapped(f"needs {', '.join(needs) or 'no credential'}", options.width, "  ", "    ")
        if check.after:
            yield from wrapped(f"runs after {', '.join(each.id for each in check.after)}", options.width, "  ", "    ")
        for call in calls(check, settings):
            yield f"  {call.method:<4} {sanitize(call.address)}"
            yield from (
                options.paint(line, "2") for line in wrapped(f"permission: {least(call)}", options.width, INDENT)
            )


def least(call: Call) -> str:
    """Return the minimum permission for a request, and whether it is optional or a beta API."""
    given = f"; sent only with {call.credential.what}" if call.optional and call.credential else ""
    return f"{call.permission}{given}{'; beta API' if call.beta else ''}"
