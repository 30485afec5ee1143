"""What authors write: nouns, files with positions, schemas."""
