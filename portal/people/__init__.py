"""Accounts, identity and its levels, sign-in: one verb per module."""
