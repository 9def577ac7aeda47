"""Of several variables for one setting the first that is set counts, and it is known which."""

import pytest

from checks.clients.given import Given, SettingsError, refuse_what_breaks


def test_the_first_that_is_set_counts_and_is_known():
    given = Given({"TF_CLOUD_ORGANIZATION": "second", "TFE_ORGANIZATION": "first"})
    assert given.value("organization") == "first"
    assert given.origins == {"organization": "TFE_ORGANIZATION"}


def test_what_nobody_set_comes_from_nowhere():
    given = Given({})
    assert given.value("organization") is None
    assert given.patterns("repositories") == ()
    assert given.origins == {}


def test_what_is_set_but_empty_is_refused_and_nothing_takes_its_place():
    with pytest.raises(SettingsError, match=r"^TFE_ORGANIZATION is set but empty"):
        Given({"TFE_ORGANIZATION": "", "TF_CLOUD_ORGANIZATION": "second"}).value("organization")


def test_a_blank_is_refused_where_blanks_do_not_belong():
    refuse_what_breaks("PATH_OF_IT", "/a b", secret=False, blanks=True)
    with pytest.raises(SettingsError, match="PATH_OF_IT holds a blank"):
        refuse_what_breaks("PATH_OF_IT", "/a b", secret=False)


def test_a_name_may_have_any_letters_but_a_secret_may_not():
    refuse_what_breaks("NAME_OF_IT", "zoë", secret=False)
    with pytest.raises(SettingsError, match=r"character 3"):
        refuse_what_breaks("NAME_OF_IT", "zoë", secret=True)


@pytest.mark.parametrize("value", ["$TFE_TOKEN", "${BITBUCKET_TOKEN}"])
def test_the_name_of_a_variable_that_a_pipeline_did_not_know_is_no_value(value):
    with pytest.raises(SettingsError, match="NAME_OF_IT holds the name of a variable"):
        refuse_what_breaks("NAME_OF_IT", value, secret=True)
