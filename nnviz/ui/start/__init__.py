"""Start: what the name in the header, and a first launch, lead to."""
