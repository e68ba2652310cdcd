"""What was decided, on its way to being done: at the office, for everybody, and as mandates of rules."""
