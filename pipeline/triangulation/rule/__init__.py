"""The rule: from evidence to sentence. Pure functions on small records; docs/triangulation.md is its specification.

Read in this order: evidence (what goes in), odds, reading, shares, notes, counts (one item read by itself), lines
(which evidence is one line), convergence, standing, confidence, groups, sentence, judge (all of it for one finding).
"""
