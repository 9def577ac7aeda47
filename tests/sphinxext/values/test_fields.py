from types import SimpleNamespace

import pytest
from sphinx.errors import ConfigError

from checks.sphinxext.values.fields import declared

ORGANIZATION = {
    "label": "Organization",
    "placeholder": "<YOUR ORGANIZATION>",
    "pattern": "[a-z]+",
    "example": "acme",
    "help": "Its name.",
}


def fields(**declarations):
    return declared(SimpleNamespace(values_fields=declarations))


def test_keep_the_order_of_their_declaration():
    other = ORGANIZATION | {"placeholder": "<YOUR OTHER>"}
    assert [field.key for field in fields(second=ORGANIZATION, first=other)] == ["second", "first"]


def test_are_called_by_their_key_in_a_link_unless_told_otherwise():
    other = ORGANIZATION | {"placeholder": "<YOUR OTHER>", "query": "o"}
    assert [field.query for field in fields(organization=ORGANIZATION, other=other)] == ["organization", "o"]


def test_show_the_default_or_else_the_placeholder():
    (field,) = fields(organization=ORGANIZATION)
    assert field.static == "<YOUR ORGANIZATION>"
    (field,) = fields(organization=ORGANIZATION | {"default": "acme"})
    assert field.static == "acme"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"placeholder": "YOUR ORGANIZATION"}, "needs a placeholder in capitals between angle brackets"),
        ({"placeholder": "<your organization>"}, "needs a placeholder in capitals between angle brackets"),
        ({"pattern": "["}, "has a pattern that is not a valid regular expression"),
        ({"example": "ACME"}, "has the example 'ACME', which its pattern rejects"),
        ({"default": "ACME"}, "has the default 'ACME', which its pattern rejects"),
        ({"pattern": ".+", "default": "a b"}, "which needs quotes in a shell"),
        ({"label": "API token"}, "asks for a secret"),
        ({"placeholder": "<YOUR PASSWORD>"}, "asks for a secret"),
        ({"color": "red"}, "needs label, placeholder, pattern, example and help"),
    ],
)
def test_a_bad_declaration_says_what_to_mend(change, message):
    with pytest.raises(ConfigError, match="the field 'organization'") as caught:
        fields(organization=ORGANIZATION | change)
    assert message in str(caught.value)


@pytest.mark.parametrize("key", ["Organization", "1st", "key-file", ""])
def test_a_key_is_one_that_a_role_and_a_link_can_hold(key):
    with pytest.raises(ConfigError, match="needs a key of lowercase letters"):
        fields(**{key: ORGANIZATION})


def test_no_secret_by_key():
    with pytest.raises(ConfigError, match="list its placeholder in values_left_to_reader"):
        fields(client_secret=ORGANIZATION)


@pytest.mark.parametrize("missing", ORGANIZATION)
def test_every_option_but_default_and_query_is_needed(missing):
    declaration = {name: text for name, text in ORGANIZATION.items() if name != missing}
    with pytest.raises(ConfigError, match=missing):
        fields(organization=declaration)


def test_a_field_shows_the_same_as_another_one_without_its_default():
    same = {"placeholder": "<YOUR OWN ORGANIZATION>", "same_as": "organization"}
    source = ORGANIZATION | {"default": "acme", "query": "org"}
    field, own = fields(organization=source, own=same)
    assert (own.source, own.label, own.query, own.default) == ("organization", field.label, "org", "")
    assert own.static == "<YOUR OWN ORGANIZATION>"
    assert (field.asked, own.asked) == (True, False)


@pytest.mark.parametrize(
    "change",
    [{"same_as": "nothing"}, {"same_as": "own"}, {"label": "Own"}, {"placeholder": None}],
    ids=["of another", "of itself", "more options", "no placeholder"],
)
def test_a_field_that_is_the_same_needs_a_placeholder_and_a_field_before_it(change):
    same = {"placeholder": "<YOUR OWN ORGANIZATION>", "same_as": "organization"} | change
    same = {name: text for name, text in same.items() if text}
    with pytest.raises(ConfigError, match="the field 'own' with same_as needs"):
        fields(organization=ORGANIZATION, own=same)


def test_a_field_that_is_the_same_has_a_placeholder_of_its_own():
    same = {"placeholder": "<YOUR ORGANIZATION>", "same_as": "organization"}
    with pytest.raises(ConfigError, match="the same placeholder"):
        fields(organization=ORGANIZATION, own=same)


def test_two_fields_never_share_a_placeholder_or_a_query():
    with pytest.raises(ConfigError, match="the same placeholder"):
        fields(organization=ORGANIZATION, other=ORGANIZATION)
    with pytest.raises(ConfigError, match="the same query"):
        fields(organization=ORGANIZATION, other=ORGANIZATION | {"placeholder": "<X>", "query": "organization"})
