"""Pages of the admin: register, rules, settings, accounts, ledger, audit. Found by Django's autodiscovery."""

from points.admin import accounts, calendar, records, register, scheme, settings

__all__ = ["accounts", "calendar", "records", "register", "scheme", "settings"]
