"""Drawings of both services' pages, with forms that work: what the steps of the guide walk through.

The words on them are written out here once more, from descriptions of the real screens, and never taken from
`checks.facts`. They are the second of two independent statements: whoever follows the guide on these pages
compares both. Who removes the repetition blinds that comparison.
"""
