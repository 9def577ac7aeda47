"""Tests every check against every kind of broken response: ``nox -s matrix``.

A cell of the matrix is a scenario, an endpoint, and a change to its response. The expected results come from the
table `dependencies`, which is written manually and does not use the code under test.
"""
