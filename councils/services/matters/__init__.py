"""Matters 议题 from proposal to decision. What a step reached is written in :mod:`.advancing` alone."""
