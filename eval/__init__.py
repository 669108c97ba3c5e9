"""Scores of any system against annotated articles."""
