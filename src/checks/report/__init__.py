"""The report of a run in each output format, as pure functions of its results."""
