"""The checks of a pack, one generator each, by what they are about."""
