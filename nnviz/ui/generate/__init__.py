"""The views of networks that make samples."""
