"""Great Expectations over batches of normal rows."""
