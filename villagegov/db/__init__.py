"""How a village's rows are kept apart: base model, village foreign key, composite constraint, backend, grants."""
