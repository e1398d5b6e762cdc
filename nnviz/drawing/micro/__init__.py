"""One batch in micro-steps as a drawing: what is known and lit, where it stands, what is told. No Qt."""
