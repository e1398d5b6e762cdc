"""Pictures of the window and films of a run, as files or on the clipboard."""
