"""The sample, loaded through the services: villages, people, and a year of 王家沟村 day by day.

Top of the import order, because a year needs every room of the house. The content itself is in ``points.sample``.
"""
