"""Dividends: what everybody reads, the office's pages from draft to tick, a household's own lines."""
