"""The stand-in for the open platform of SF Express."""
