"""Dividends 分红: drafted, listed, checked by a supervisor, published, paid out, corrected by new lines.

Every act holds the village's numbers (``points.services.locks``): they are few, and each looks at the year before.
Nothing here asks for points or writes any: an import contract and a test hold it.
"""
