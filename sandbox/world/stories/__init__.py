"""The stories: each makes one kind of thing happen and says what should come of it."""
