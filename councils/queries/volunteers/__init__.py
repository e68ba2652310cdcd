"""Volunteers as the office, they themselves and the public may see them."""
