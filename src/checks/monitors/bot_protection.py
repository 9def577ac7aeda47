"""Tells a page's bot protection from its content: a wall says that we are a machine, not that the page is gone."""

from dataclasses import dataclass

from checks.monitors.web import Answer

REFUSED = 400


@dataclass(frozen=True)
class Wall:
    """A product that keeps machines out.

    Attributes:
        name: What it is called.
        header: A header of its answers, in lower case, and what its value begins with.
        body: Words in the source of its page. Pages that were let through can hold them too, so they count
            in refusals alone.
    """

    name: str
    header: tuple[str, str] | None = None
    body: tuple[str, ...] = ()


WALLS = (
    Wall("Cloudflare", ("cf-mitigated", "challenge"), ("/cdn-cgi/challenge-platform/", "challenges.cloudflare.com")),
    Wall("Vercel", ("x-vercel-mitigated", ""), ("Vercel Security Checkpoint",)),
    Wall("AWS WAF", ("x-amzn-waf-action", ""), ("awswaf.com/",)),
    Wall("DataDome", ("x-datadome", ""), ("captcha-delivery.com",)),
    Wall("Akamai", None, ("errors.edgesuite.net", "_abck")),
    Wall("Imperva", None, ("_Incapsula_Resource",)),
    Wall("HUMAN", None, ("px-captcha",)),
    Wall("a captcha", None, ("www.google.com/recaptcha/", "hcaptcha.com/1/api.js")),
)


def wall_of(answer: Answer) -> str:
    """Return the name of the bot protection that gave this answer; empty where none did, as far as we can see."""
    for wall in WALLS:
        if wall.header and wall.header[0] in answer.headers:
            # A challenge of AWS comes with status 202; DataDome marks pages that it let through, too.
            value = answer.headers[wall.header[0]].lower()
            if value.startswith(wall.header[1]) and not answer.ok:
                return wall.name
        if answer.status >= REFUSED and any(words in answer.body for words in wall.body):
            return wall.name
    return ""
