"""What the disclosure board reads."""
