"""The room of the micro-steps: one batch of training, stopped wherever one likes."""
