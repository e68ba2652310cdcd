"""Writing of the disclosure board. ``steps`` is the one place that writes the state of a posting."""
