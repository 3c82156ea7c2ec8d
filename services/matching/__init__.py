"""Matching: the skill graph, holdings, bids, rounds, proposals of teams and their reasons."""
