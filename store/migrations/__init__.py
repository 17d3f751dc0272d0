"""Alembic migrations: forward only. Each version runs the SQL files of its folder, in their order."""
