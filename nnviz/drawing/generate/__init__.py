"""What is drawn of networks that make samples, worked out as numbers: no Qt."""
