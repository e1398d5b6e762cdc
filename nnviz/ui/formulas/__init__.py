"""Formulas that are typed in the window: the field, and the sheet for a function of one's own."""
