"""Tools of those who write content: cases and checks."""
