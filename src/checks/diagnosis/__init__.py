"""The evaluation of a run's results: the most likely cause, its impact, and the comparison with an earlier report."""
