"""Stand-in platforms on loopback, written from the platforms' documents; shares no code with the connectors."""
