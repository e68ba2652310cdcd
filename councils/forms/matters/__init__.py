"""Forms of matters, sittings, procedures and suggestions."""
