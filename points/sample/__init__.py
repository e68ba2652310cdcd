"""Invented content for a first look: regions, villages, people, the 69-item scheme and a year of deeds.

Everything here is pure data and pure functions: no Django, no database, no clock. The loader (boards) turns it into
rows through the services. All names are invented; figures of the four villages come from the briefing.
"""
