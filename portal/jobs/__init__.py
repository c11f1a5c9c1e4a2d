"""Work that happens after the response: taken from the outbox, run at least once, taking effect once."""
