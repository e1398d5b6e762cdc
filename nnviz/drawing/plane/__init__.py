"""The plane of the playground: fields over it, points on it, what is drawn by hand. No Qt."""
