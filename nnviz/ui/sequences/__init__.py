"""The panels and the stage of Sequences."""
