"""The verbs: one module each, with one permission, one transition, one transaction, one event."""
