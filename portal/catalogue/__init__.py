"""Reads what the government offers from ``services/`` and refuses it while anything in it is wrong."""
