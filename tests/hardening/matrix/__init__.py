"""Every way in which both services can misbehave, tried one by one: ``nox -s matrix``.

A cell of the matrix is a scenario, a call, and something that befalls its answer. What must come of it is derived
from `rests`, a table that is written by hand and knows nothing of the code under test.
"""
