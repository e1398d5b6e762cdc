"""A table as its window shows it: its columns in small pictures, its rows as text; numbers without Qt."""
