"""``make bench``: what the heavy parts cost on this machine, each beside the least that it could cost.

Not collected by pytest. Servers of its own with the settings of ``make run`` (every commit reaches the disk), traffic
to this machine alone, everything bounded in number and time. Prints a table and writes var/bench/….json.
"""
