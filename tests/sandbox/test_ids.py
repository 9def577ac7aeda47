import re

from checks.sandbox.ids import braced, terraform_id, uuid_of


def test_identifiers_have_the_vendors_formats():
    assert re.fullmatch(r"ot-[A-Za-z0-9]{16}", terraform_id("ot", "any"))
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uuid_of("any"))
    assert braced("any") == f"{{{uuid_of('any')}}}"


def test_identifiers_are_unique_per_name_and_repeatable():
    assert terraform_id("ws", "a") == terraform_id("ws", "a")
    assert len({terraform_id("ws", "a"), terraform_id("ws", "b"), terraform_id("oc", "a")}) == 3
    assert uuid_of("a") != uuid_of("b")
