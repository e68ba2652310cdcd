"""Matters 议题 as they stand: what was reached, what comes next, who is on a roll, who may do what.

For whoever builds on a decision: :func:`passed` are the matters that were decided, :func:`deciding` the step that
decided one, with the numbers as they were.
"""

from councils.queries.matters.standing import deciding, passed

__all__ = ["deciding", "passed"]
