"""The commands of `shouhou`: each reads words, calls a room and prints. Results on stdout, everything else on stderr."""
