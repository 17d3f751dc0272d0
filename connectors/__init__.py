"""Connectors: one folder per platform on one bench. Nothing outside knows a platform's name."""
