"""The settings of a Terraform workspace that decide which pushes start runs."""

from dataclasses import dataclass
from typing import Self

from checks.clients.parsing import JsonView


@dataclass(frozen=True)
class RunTriggers:
    """The settings of a Terraform workspace that decide which pushes start runs. None if a setting isn't reported.

    Attributes:
        file_triggers: Whether only pushes that change certain files start runs.
        patterns: The trigger patterns.
        prefixes: The trigger prefixes.
        working_directory: The directory of the configuration; empty for the root of the repository.
        tags_regex: The regular expression for tags; empty if tags start no runs.
        speculative: Whether pull requests start speculative plans.
        queue_all_runs: Whether webhooks start runs before the first run.
        execution_mode: ``remote``, ``agent``, or ``local``.
        locked: Whether the workspace is locked.
        locked_by: The type of the object that locked it: ``runs``, ``users``, or ``teams``; empty if it isn't locked.
    """

    file_triggers: bool | None = None
    patterns: tuple[str, ...] | None = None
    prefixes: tuple[str, ...] | None = None
    working_directory: str | None = None
    tags_regex: str | None = None
    speculative: bool | None = None
    queue_all_runs: bool | None = None
    execution_mode: str | None = None
    locked: bool | None = None
    locked_by: str | None = None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the settings of an object of the list. The API uses null for no path, directory, or tag trigger."""
        attributes = JsonView(item.at("attributes"))
        repo = JsonView(item.at("attributes", "vcs-repo"))
        locked_by = JsonView(item.at("relationships", "locked-by"))
        return cls(
            file_triggers=attributes.flag("file-triggers-enabled"),
            patterns=() if _is_null(attributes, "trigger-patterns") else attributes.texts("trigger-patterns"),
            prefixes=() if _is_null(attributes, "trigger-prefixes") else attributes.texts("trigger-prefixes"),
            working_directory="" if _is_null(attributes, "working-directory") else attributes.text("working-directory"),
            tags_regex="" if _is_null(repo, "tags-regex") else repo.text("tags-regex"),
            speculative=attributes.flag("speculative-enabled"),
            queue_all_runs=attributes.flag("queue-all-runs"),
            execution_mode=attributes.text("execution-mode"),
            locked=attributes.flag("locked"),
            locked_by="" if _is_null(locked_by, "data") else locked_by.text("data", "type"),
        )


def _is_null(item: JsonView, name: str) -> bool:
    return name in item.names() and not item.has(name)
