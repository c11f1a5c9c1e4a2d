"""Departments' data behind one protocol: what they hold is asked for, not copied."""
