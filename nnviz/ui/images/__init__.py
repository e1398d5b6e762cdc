"""The panels of the workspace Images."""
