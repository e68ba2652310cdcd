"""Forms of the disclosure board."""
