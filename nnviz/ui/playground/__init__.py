"""The Playground room: data on the plane, what goes in, and what the network makes of the plane."""
