"""The connection under test: which workspaces and repositories it covers, with cached reads."""
