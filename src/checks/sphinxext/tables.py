"""Tables of facts as Markdown, so that pages never repeat facts."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from checks.clients.connected_objects import Kind
from checks.engine.registry import all_checks
from checks.facts import (
    advisories,
    bitbucket,
    changes,
    index,
    network,
    requirements,
    run_triggers,
    ssh,
    terraform,
)
from checks.facts import bitbucket_screens as screens
from checks.facts.fact import Fact
from checks.sphinxext.domain import warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx

Row = Sequence[str]

_CONSENT = {
    bitbucket.ACCOUNT_WRITE.scope: screens.CONSENT_ACCOUNT,
    bitbucket.REPOSITORIES_ADMIN.scope: screens.CONSENT_REPOSITORIES,
    bitbucket.PULL_REQUESTS_WRITE.scope: screens.CONSENT_PULL_REQUESTS,
    bitbucket.WEBHOOKS_READ_AND_WRITE.scope: screens.CONSENT_WEBHOOKS,
}


def markdown_table(header: Row, rows: Iterable[Row]) -> str:
    """Return a table in Markdown. A cell is one line of Markdown; pipe characters are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def name_of(fact: Fact) -> str:
    """Return the name of `fact` on a page."""
    return next(name for name, entry in index.entries().items() if entry.fact is fact)


def mark(fact: Fact) -> str:
    """Return the mark of an unconfirmed fact as a role, which is invisible for other facts."""
    return f"{{doubt}}`{name_of(fact)}`"


def permissions() -> str:
    """Return the permissions that a connection needs, each with its label on Bitbucket's consent page."""
    return markdown_table(
        ("Area", "Level", "Label when you grant access"),
        [
            (f"**{box.area}**", f"**{box.level}**", f"{{label}}`{name_of(_CONSENT[box.scope])}`")
            for box in requirements.PERMISSIONS
        ],
    )


def all_permissions() -> str:
    """Return every permission that Bitbucket shows, and whether a connection needs it."""
    return markdown_table(
        ("Permission", "Scope", "Implied scopes", "Required"),
        [
            (
                f"{{permission}}`{name_of(box)}`",
                f"`{box.scope}`",
                ", ".join(f"`{scope}`" for scope in box.implies) or "None",
                "**Yes**" if box in requirements.PERMISSIONS else "No",
            )
            for box in bitbucket.PERMISSIONS
        ],
    )


def form_fields(fields: Iterable[screens.Field]) -> str:
    """Return the fields of a form and what to enter in each."""
    return markdown_table(("Field", "Enter"), [(f"{{label}}`{name_of(field.label)}`", field.value) for field in fields])


def token_scopes() -> str:
    """Return the scopes that the checks need of the API token."""
    return markdown_table(("Scope",), [(f"`{scope}`",) for scope in requirements.TOKEN_SCOPES])


def key_formats() -> str:
    """Return the formats of a private key and the level of support for each."""
    return markdown_table(
        ("Format", "First line", "Support"),
        [
            (
                form.text,
                " or ".join(f"`-----BEGIN {label}-----`" for label in form.labels) or "Other",
                f"**{form.support.value.capitalize()}**" + (f". {form.fix}" if form.fix else ""),
            )
            for form in ssh.FORMATS
            if form.private
        ],
    )


def key_rules() -> str:
    """Return the key types and the level of support for each."""
    return markdown_table(
        ("Type", "Support", "Formats that OpenSSH reads"),
        [
            (
                f"**{algorithm.text}**",
                algorithm.support.value.capitalize(),
                "; ".join(form.text for form in algorithm.formats) or "None",
            )
            for algorithm in ssh.ALGORITHMS
        ],
    )


def hosts() -> str:
    """Return the network connections and the client that opens each."""
    return markdown_table(
        ("Opened by", "Destination", "Edition", "Purpose"),
        [
            (route.opened_by, f"`{route.host}` {route.port}", route.edition.value, f"{route.why}.{mark(route)}")
            for route in network.ROUTES
        ],
    )


def changes_since_2020() -> str:
    """Return the differences between HashiCorp's instructions of 2020 and today."""
    return markdown_table(
        ("Topic", "In 2020", "Today", "Since"),
        [(f"**{change.topic}**", change.then, change.now + mark(change), change.since) for change in changes.CHANGES],
    )


_READS_OF_TOKEN = (
    ("VCS provider and OAuth tokens", terraform.OAUTH_CLIENTS),
    ("Terraform workspaces", terraform.WORKSPACES),
    *((kind.plural, kind.list) for kind in Kind),
)


def token_permissions() -> str:
    """Return the minimum permission of an HCP Terraform token for each kind of object."""
    return markdown_table(
        ("To read", "Team token", "User token", "Site Auditor token"),
        [
            (
                f"{name[0].upper()}{name[1:]}",
                f"{read.permission[0].upper()}{read.permission[1:]}",
                "The same, through a team of the user",
                "Not verified",
            )
            for name, read in _READS_OF_TOKEN
        ],
    )


def reads_of_checks() -> str:
    """Return the kinds of objects that each check reads in HCP Terraform."""
    kinds = {
        one.id: [name for name, read in _READS_OF_TOKEN if read in (*one.reads, *one.also_reads)]
        for one in all_checks()
    }
    return markdown_table(
        ("Check", "Reads"),
        [(f"`{id_}`", ", ".join(names)) for id_, names in kinds.items() if names],
    )


def known_defects() -> str:
    """Return the known defects of Terraform Enterprise, one row for each release line that the notes mention."""
    return markdown_table(
        ("Defect", "Affected releases", "Fixed in", "App deadline date", "Listed for customers"),
        [
            (
                advisory.symptom,
                fix.affected,
                f"[{fix.release}]({fix.source.page})",
                f"{fix.deadline:%d %B %Y}".lstrip("0"),
                "Yes" if advisory.customer_facing else "No",
            )
            for advisory in advisories.ADVISORIES
            for fix in advisory.fixes
        ],
    )


def run_trigger_rules(*sections: str) -> str:
    """Return the run trigger rules that the sections with these anchors explain."""
    return markdown_table(
        ("Event", "Starts", "Rule"),
        [
            (rule.event, f"**{rule.effect.value.capitalize()}**", rule.text + mark(rule))
            for rule in run_triggers.RULES
            if rule.section.anchor in sections
        ],
    )


TABLES: dict[str, Callable[[], str]] = {
    "permissions": permissions,
    "all-permissions": all_permissions,
    "form-fields-consumer": lambda: form_fields(screens.CONSUMER_FIELDS),
    "form-fields-client": lambda: form_fields(screens.CLIENT_FIELDS),
    "key-formats": key_formats,
    "key-rules": key_rules,
    "hosts": hosts,
    "scopes-of-token": token_scopes,
    "permissions-of-token": token_permissions,
    "reads-of-checks": reads_of_checks,
    "changes": changes_since_2020,
    "known-defects": known_defects,
    "run-triggers-branches": lambda: run_trigger_rules("branches"),
    "run-triggers-files": lambda: run_trigger_rules("changed-files"),
    "run-triggers-tags": lambda: run_trigger_rules("tags"),
    "run-triggers-pull-requests": lambda: run_trigger_rules("pull-requests"),
    "run-triggers-commits": lambda: run_trigger_rules("repeated-commits-and-new-workspaces", "start-the-first-run"),
}


class FactTableDirective(SphinxDirective):
    """``{fact-table} permissions`` renders a table of facts."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table, or a warning if no table has this name."""
        name = self.arguments[0]
        table = TABLES.get(name)
        if table is None:
            warn(f"unknown table {name!r}; there are {', '.join(TABLES)}", "table", self.get_location())
            return []
        for entry in index.entries().values():
            self.env.note_dependency(str(entry.file))
        return list(self.parse_text_to_nodes(table()))


def setup(app: "Sphinx") -> None:
    """Register the directive."""
    app.add_directive("fact-table", FactTableDirective)
