"""The one error of the launcher: a plain message that says what is wrong and the way out."""


class EmbeddedError(Exception):
    """Something outside the program stands in the way; printed as it is, never with a trace."""
