"""Hypothesis strategies over packs: packs, conditions, answer sheets and systems.

Modules that draw import Hypothesis; :mod:`surveymodel.testing` imports them when it is asked for
a strategy.
"""
