"""Handwriting beyond scikit-learn's digits: what a person drew, and the sets of many writers."""
