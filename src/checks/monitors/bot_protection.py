"""Detect bot protection: a blocked request does not show that the page no longer exists."""

from dataclasses import dataclass

from checks.monitors.web import PageResponse

REFUSED = 400


@dataclass(frozen=True)
class BotProtection:
    """A product that blocks automated clients.

    Attributes:
        name: The product name.
        header: A response header in lower case, and the prefix of its value.
        body: Strings in the HTML of its page. Pages that it allows can also contain them, so they count
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


def detect_bot_protection(response: PageResponse) -> str:
    """Return the name of the bot protection that sent this response; empty without bot protection."""
    for product in BOT_PROTECTIONS:
        if product.header and product.header[0] in response.headers:
            # An AWS challenge has status 202. DataDome also marks pages that it allows.
            value = response.headers[product.header[0]].lower()
            if value.startswith(product.header[1]) and not response.ok:
                return product.name
        if response.status >= REFUSED and any(words in response.body for words in product.body):
            return product.name
    return ""
