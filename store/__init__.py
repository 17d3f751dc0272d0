"""PostgreSQL: what is kept, how it is written and read. Schemas raw, core, ops, api."""
