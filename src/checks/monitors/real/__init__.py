"""The vendors' own screens, for a maintainer with an account: which labels they show, and screenshots with masks."""
