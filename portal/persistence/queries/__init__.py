"""Every question put to the database, one module per noun."""
