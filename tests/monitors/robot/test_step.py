"""What the robot finds in a page."""

from checks.monitors.robot.step import Part, ProcedureStep

LABEL = Part("label", "Save", ("terraform-screens.name",))
OTHER = Part("label", "Name")


def step(*parts: Part, **more: object) -> ProcedureStep:
    return ProcedureStep(page="create-workspace", line=12, section="part", number=1, parts=parts, **more)


def test_it_says_where_it_stands_as_editors_and_as_links_do() -> None:
    assert str(step(LABEL)) == "docs/create-workspace.md:12"
    assert step(LABEL).anchor == "create-workspace#part"


def test_a_sentence_is_what_a_reader_reads() -> None:
    menu = Part("menu", "Settings\nProviders")
    assert step(Part("words", " Select "), menu, Part("words", ".")).sentence == "Select Settings \u203a Providers."


def test_its_shape_has_signs_and_no_stop_or_colon() -> None:
    assert step(Part("words", "Click "), LABEL, Part("words", ".")).shape == "Click LABEL"
    assert step(Part("words", "Run this command:")).shape == "Run this command"


def test_only_what_it_acts_on_is_marked() -> None:
    assert step(Part("words", "Under "), OTHER, Part("words", ", select "), LABEL).marked == (LABEL,)


def test_where_it_looks_only_all_is_marked() -> None:
    assert step(Part("words", "Verify that a dialog shows "), LABEL, Part("words", " and "), OTHER).marked == (
        LABEL,
        OTHER,
    )


def test_texts_are_found_by_their_kind() -> None:
    assert step(LABEL, OTHER).text("label", 1) == "Name"
