"""One system through time: its plan."""
