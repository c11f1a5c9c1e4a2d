"""Where things are kept. The only package in which a ``select(`` stands."""
