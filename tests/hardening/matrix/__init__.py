"""Tests every check against every kind of broken response: ``nox -s matrix``.

A cell of the matrix is a scenario, an endpoint, and a change to its response. The expected results come from `rests`,
a table that is written by hand and does not use the code under test.
"""
