"""Who serves where: areas, bodies as they are listed, what bars somebody from a seat, elections and handovers."""
