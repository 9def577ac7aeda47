"""Simulated pages of both services with working forms, for the steps of the guide.

The labels are copied from descriptions of the real screens, and never taken from `checks.facts`. The repetition is
intentional: the end-to-end test compares these two independent sources.
"""
