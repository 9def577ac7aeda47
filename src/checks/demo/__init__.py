"""The demo: the checks against the sandbox, once or for a month of nights."""
