from checks.sandbox.faults.fault import each, not_run


def test_assigns_one_outcome_to_many_checks():
    assert not_run(["a"], ["b"]) == {"a": "skipped", "b": "skipped"}
    assert each("failed", ["a"]) == {"a": "failed"}
