"""Two versions of a pack: what changed between them, and what that changes for systems."""
