"""Dividends as they are read: arithmetic, lists, the public page. Nothing here asks for points."""
