"""What a run's results mean together: the most likely cause, its impact, and the comparison with an earlier report."""
