"""Measures of what the portal does for people."""
