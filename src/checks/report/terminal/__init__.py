"""The report for a terminal, and the other listings that the command line prints."""
