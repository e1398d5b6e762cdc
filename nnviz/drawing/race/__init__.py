"""A race as a drawing: lines of equal loss, who is where, and who is there first by what count; no Qt."""
