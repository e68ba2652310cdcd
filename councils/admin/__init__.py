"""Pages of the admin: review of claims, votes, bodies, near kin, feedback. Found by Django's autodiscovery."""

from councils.admin import bodies, claims, feedback, votes

__all__ = ["bodies", "claims", "feedback", "votes"]
