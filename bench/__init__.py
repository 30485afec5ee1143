"""Benchmarks: each module says in its first line what must not get slow."""
