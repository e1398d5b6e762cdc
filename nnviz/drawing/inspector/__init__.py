"""What the Inspector says of a neuron, a line, an input or the network: words and numbers. No Qt."""
