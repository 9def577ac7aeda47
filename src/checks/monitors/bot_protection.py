"""Detect bot protection: a blocked request shows that the client is a machine, not that the page is gone."""

from dataclasses import dataclass

from checks.monitors.web import PageResponse

REFUSED = 400


@dataclass(frozen=True)
class BotProtection:
    """A product that blocks automated clients.

    Attributes:
        name: The product name.
        header: A response header in lower case, and the prefix of its value.
        body: Strings in the HTML of its page. Pages that it lets through can contain them too, so they count
            only in refusals.
    """

    name: str
    header: tuple[str, str] | None = None
    body: tuple[str, ...] = ()


BOT_PROTECTIONS = (
    BotProtection(
        "Cloudflare", ("cf-mitigated", "challenge"), ("/cdn-cgi/challenge-platform/", "challenges.cloudflare.com")
    ),
    BotProtection("Vercel", ("x-vercel-mitigated", ""), ("Vercel Security Checkpoint",)),
    BotProtection("AWS WAF", ("x-amzn-waf-action", ""), ("awswaf.com/",)),
    BotProtection("DataDome", ("x-datadome", ""), ("captcha-delivery.com",)),
    BotProtection("Akamai", None, ("errors.edgesuite.net", "_abck")),
    BotProtection("Imperva", None, ("_Incapsula_Resource",)),
    BotProtection("HUMAN", None, ("px-captcha",)),
    BotProtection("a captcha", None, ("www.google.com/recaptcha/", "hcaptcha.com/1/api.js")),
)


def detect_bot_protection(answer: PageResponse) -> str:
    """Return the name of the bot protection that sent this response; empty if none is detected."""
    for product in BOT_PROTECTIONS:
        if product.header and product.header[0] in answer.headers:
            # An AWS challenge has status 202. DataDome also marks pages that it lets through.
            value = answer.headers[product.header[0]].lower()
            if value.startswith(product.header[1]) and not answer.ok:
                return product.name
        if answer.status >= REFUSED and any(words in answer.body for words in product.body):
            return product.name
    return ""
