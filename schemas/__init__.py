"""The normal form: what two rooms share. Imports nothing of ours."""
