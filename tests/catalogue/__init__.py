"""The catalogue: what services/ must be, and what is refused."""
