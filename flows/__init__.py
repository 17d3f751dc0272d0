"""The stories, one a file: a flow reads like its description."""
