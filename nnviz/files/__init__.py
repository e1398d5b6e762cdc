"""What is read from and written to files: made and checked here, without Qt."""
