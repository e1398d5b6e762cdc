"""Pictures of many runs: how often a claim held, when it was reached, and a map over two settings."""
