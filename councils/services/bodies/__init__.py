"""Writing what concerns bodies: areas, founding, members, rules of procedure, elections, handovers."""
