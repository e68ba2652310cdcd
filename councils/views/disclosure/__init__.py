"""Pages of the disclosure board."""
