"""The command line: arguments, the session that runs the checks, progress, and polling."""
