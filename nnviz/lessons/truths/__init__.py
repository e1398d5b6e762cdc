"""What a truth and a claim are made of: how they are written, what their names mean, and what is asked."""
