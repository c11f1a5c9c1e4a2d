"""HTTP only: parse, call a verb or a question, answer. One blueprint per audience."""
