"""Takes what platforms tell us unasked: proves it, keeps it, answers at once. Syncs settle it; polling fills any hole."""
