"""Steps and their parts."""

from checks.monitors.robot.step import Part, ProcedureStep

LABEL = Part("label", "Save", ("terraform-screens.name",))
OTHER = Part("label", "Name")


def step(*parts: Part, **more: object) -> ProcedureStep:
    return ProcedureStep(page="create-workspace", line=12, section="part", number=1, parts=parts, **more)


def test_has_a_file_location_and_an_anchor() -> None:
    assert str(step(LABEL)) == "docs/create-workspace.md:12"
    assert step(LABEL).anchor == "create-workspace#part"


def test_sentence_is_the_displayed_text() -> None:
    menu = Part("menu", "Settings\nProviders")
    assert step(Part("words", " Select "), menu, Part("words", ".")).sentence == "Select Settings \u203a Providers."


def test_shape_has_no_labels_and_no_final_punctuation() -> None:
    assert step(Part("words", "Click "), LABEL, Part("words", ".")).shape == "Click LABEL"
    assert step(Part("words", "Run this command:")).shape == "Run this command"


def test_marks_only_the_label_of_the_action() -> None:
    assert step(Part("words", "Under "), OTHER, Part("words", ", select "), LABEL).marked == (LABEL,)


def test_marks_all_labels_of_a_verification() -> None:
    assert step(Part("words", "Verify that a dialog shows "), LABEL, Part("words", " and "), OTHER).marked == (
        LABEL,
        OTHER,
    )


def test_finds_texts_by_kind() -> None:
    assert step(LABEL, OTHER).text("label", 1) == "Name"
