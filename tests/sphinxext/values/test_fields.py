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


def test_fields_keep_the_order_of_their_declaration():
    other = ORGANIZATION | {"placeholder": "<YOUR OTHER>"}
    assert [field.key for field in fields(second=ORGANIZATION, first=other)] == ["second", "first"]


def test_query_name_is_the_key_by_default():
    other = ORGANIZATION | {"placeholder": "<YOUR OTHER>", "query": "o"}
    assert [field.query for field in fields(organization=ORGANIZATION, other=other)] == ["organization", "o"]


def test_static_text_is_the_default_or_the_placeholder():
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
def test_error_for_an_invalid_declaration_says_what_to_fix(change, message):
    with pytest.raises(ConfigError, match="the field 'organization'") as caught:
        fields(organization=ORGANIZATION | change)
    assert message in str(caught.value)


@pytest.mark.parametrize("key", ["Organization", "1st", "key-file", ""])
def test_rejects_invalid_keys(key):
    with pytest.raises(ConfigError, match="needs a key of lowercase letters"):
        fields(**{key: ORGANIZATION})


def test_rejects_a_key_for_a_secret():
    with pytest.raises(ConfigError, match="list its placeholder in values_left_to_reader"):
        fields(client_secret=ORGANIZATION)


@pytest.mark.parametrize("missing", ORGANIZATION)
def test_requires_all_options_except_default_and_query(missing):
    declaration = {name: text for name, text in ORGANIZATION.items() if name != missing}
    with pytest.raises(ConfigError, match=missing):
        fields(organization=declaration)


def test_same_as_shows_another_field_without_its_default():
    same = {"placeholder": "<YOUR OWN ORGANIZATION>", "same_as": "organization"}
    source = ORGANIZATION | {"default": "acme", "query": "org"}
    field, own = fields(organization=source, own=same)
    assert (own.source, own.label, own.query, own.default) == ("organization", field.label, "org", "")
    assert own.static == "<YOUR OWN ORGANIZATION>"
    assert (field.has_input, own.has_input) == (True, False)


@pytest.mark.parametrize(
    "change",
    [{"same_as": "nothing"}, {"same_as": "own"}, {"label": "Own"}, {"placeholder": None}],
    ids=["of another", "of itself", "more options", "no placeholder"],
)
def test_same_as_requires_a_placeholder_and_an_earlier_field(change):
    same = {"placeholder": "<YOUR OWN ORGANIZATION>", "same_as": "organization"} | change
    same = {name: text for name, text in same.items() if text}
    with pytest.raises(ConfigError, match="the field 'own' with same_as needs"):
        fields(organization=ORGANIZATION, own=same)


def test_same_as_requires_a_different_placeholder():
    same = {"placeholder": "<YOUR ORGANIZATION>", "same_as": "organization"}
    with pytest.raises(ConfigError, match="the same placeholder"):
        fields(organization=ORGANIZATION, own=same)


def test_placeholders_and_query_names_are_unique():
    with pytest.raises(ConfigError, match="the same placeholder"):
        fields(organization=ORGANIZATION, other=ORGANIZATION)
    with pytest.raises(ConfigError, match="the same query"):
        fields(organization=ORGANIZATION, other=ORGANIZATION | {"placeholder": "<X>", "query": "organization"})
