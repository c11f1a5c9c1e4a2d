"""Seals the ends of the record in a journal outside the database, and checks the record against it (design rule 11)."""
