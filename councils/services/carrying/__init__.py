"""Carrying out what was decided: tasks, results, what households find, mandates of rules."""
