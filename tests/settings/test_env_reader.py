"""Of several variables for one setting the first that is set counts, and it is known which."""

import pytest

from checks.settings.env_reader import EnvReader, SettingsError, validate_value


def test_the_first_that_is_set_counts_and_is_known():
    given = EnvReader({"TF_CLOUD_ORGANIZATION": "second", "TFE_ORGANIZATION": "first"})
    assert given.value("organization") == "first"
    assert given.origins == {"organization": "TFE_ORGANIZATION"}


def test_what_nobody_set_comes_from_nowhere():
    given = EnvReader({})
    assert given.value("organization") is None
    assert given.patterns("repositories") == ()
    assert given.origins == {}


def test_what_is_set_but_empty_is_refused_and_nothing_takes_its_place():
    with pytest.raises(SettingsError, match=r"^TFE_ORGANIZATION is set but empty"):
        EnvReader({"TFE_ORGANIZATION": "", "TF_CLOUD_ORGANIZATION": "second"}).value("organization")


def test_a_blank_is_refused_where_blanks_do_not_belong():
    validate_value("PATH_OF_IT", "/a b", secret=False, blanks=True)
    with pytest.raises(SettingsError, match="PATH_OF_IT holds a blank"):
        validate_value("PATH_OF_IT", "/a b", secret=False)


def test_a_name_may_have_any_letters_but_a_secret_may_not():
    validate_value("NAME_OF_IT", "zoë", secret=False)
    with pytest.raises(SettingsError, match=r"character 3"):
        validate_value("NAME_OF_IT", "zoë", secret=True)


@pytest.mark.parametrize("value", ["$TFE_TOKEN", "${BITBUCKET_TOKEN}"])
def test_the_name_of_a_variable_that_a_pipeline_did_not_know_is_no_value(value):
    with pytest.raises(SettingsError, match="NAME_OF_IT holds the name of a variable"):
        validate_value("NAME_OF_IT", value, secret=True)
