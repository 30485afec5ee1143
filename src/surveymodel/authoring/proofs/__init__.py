"""Proofs: what is so whatever is answered, settled and not sampled."""
