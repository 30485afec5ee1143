"""Mutation: content changed in small ways, to see which changes the cases of a pack notice."""
