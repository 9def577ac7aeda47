"""Mistakes of a reader, and the section of the guide that corrects each of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from checks.monitors.robot.guide import GuideError
from checks.monitors.robot.step import Part, PicturePlacement, ProcedureStep

FORM = "create-consumer#fill-in-the-form"
CONSENT = "connect-and-authorize#grant-access"
SKIP = "scope-and-ssh-key#skip-this-step"

_CALLBACK_FIELDS = frozenset({"bitbucket-screens.client-callback-url", "bitbucket-screens.consumer-callback-url"})
_EXAMPLE = "https://<YOUR HOST>/auth/00000000-0000-4000-8000-000000000000/callback"
"""The example of a callback URL on the page of step 1."""


@dataclass(frozen=True)
class Mistake:
    """One mistake, and how the reader continues.

    Attributes:
        name: A description, as part of the name of a route.
        section: The section with the step.
        at: The manual action or the facts of the step; the first step with one of them.
        instead: Returns the step that the reader performs instead.
        last: The last fact of the consent section that the reader reaches; empty if the reader completes the section.
        correction: The section that corrects the mistake.
        after: The section after which the reader follows the correction.
    """

    name: str
    section: str
    at: frozenset[str]
    instead: Callable[[ProcedureStep], ProcedureStep]
    last: str
    correction: str
    after: str = CONSENT

    @property
    def depends_on_form(self) -> bool:
        """Whether the correction differs between the two forms of Bitbucket."""
        return self.section == FORM


def _paste_the_example(step: ProcedureStep) -> ProcedureStep:
    words = (Part("words", "In "), *step.labels, Part("words", ", enter "), Part("literal", _EXAMPLE))
    return replace(step, parts=words)


def _cancel(step: ProcedureStep) -> ProcedureStep:
    (label,) = step.labels
    return replace(step, parts=(Part("words", "Click "), replace(label, text="Cancel")))


MISTAKES = (
    Mistake(
        name="with the callback URL of the example",
        section=FORM,
        at=_CALLBACK_FIELDS,
        instead=_paste_the_example,
        last="terraform-screens.connect-and-continue",
        correction="connect-and-authorize#if-bitbucket-shows-invalid-redirect-uri",
    ),
    Mistake(
        name="canceled at first",
        section=CONSENT,
        at=frozenset({"bitbucket-screens.grant-access"}),
        instead=_cancel,
        last="bitbucket-screens.grant-access",
        correction="connect-and-authorize#if-you-cancel",
    ),
    Mistake(
        name="granted as the administrator at first",
        section=CONSENT,
        at=frozenset({"sign-in-as-service-user"}),
        instead=lambda step: replace(step, manual="sign-in-as-administrator"),
        last="",
        correction="connect-and-authorize#if-you-granted-access-as-the-wrong-account",
        after=SKIP,
    ),
)


def make(mistake: Mistake, ahead: Sequence[ProcedureStep | PicturePlacement]) -> list[ProcedureStep | PicturePlacement]:
    """Return the steps of a reader who makes this mistake: one step differs, and later ones can be out of reach.

    Raises:
        GuideError: No step has the manual action or one of the facts.
    """
    marked = [one for one in ahead if one.anchor == mistake.section and _names(one) & mistake.at]
    if not marked:
        raise GuideError(f"No step of {mistake.section} has one of: {', '.join(sorted(mistake.at))}.")
    done: list[ProcedureStep | PicturePlacement] = []
    stopped = False
    for one in ahead:
        if stopped and one.anchor == CONSENT:
            continue
        stopped = stopped or (one.anchor == CONSENT and mistake.last in _names(one))
        done.append(mistake.instead(one) if one is marked[0] and isinstance(one, ProcedureStep) else one)
    return done


def _names(one: ProcedureStep | PicturePlacement) -> set[str]:
    if not isinstance(one, ProcedureStep):
        return set()
    return {fact for part in one.parts for fact in part.facts} | {one.manual} - {""}
