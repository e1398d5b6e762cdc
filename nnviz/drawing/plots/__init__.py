"""What plots show, as numbers: ranges, ticks and points. No Qt."""
