"""The small windows: preferences, list of shortcuts, about, more settings."""
