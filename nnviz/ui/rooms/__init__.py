"""The rooms of the window: what stands left of, on and right of the stage, and how it is kept up to date."""
