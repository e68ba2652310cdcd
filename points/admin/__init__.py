"""Pages of the admin: register, rules, settings, accounts, ledger, audit. Found by Django's autodiscovery."""

from points.admin import accounts, records, register, scheme, settings

__all__ = ["accounts", "records", "register", "scheme", "settings"]
