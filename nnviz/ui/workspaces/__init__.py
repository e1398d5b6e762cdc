"""The workspaces of the window: what stands left of, on and right of the stage, told of one moment."""
