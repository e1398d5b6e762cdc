"""The network as a drawing: where everything sits, what it shows, how it is coloured. Numbers, no Qt."""
