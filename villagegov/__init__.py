"""The project villagegov (乡村治理积分制)."""
