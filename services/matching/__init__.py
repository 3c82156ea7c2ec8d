"""Matching: the skill graph, holdings, bids, rounds, proposals of teams and their reasons.

Nothing is imported here, so that a round is solved off line without the web and the database (``app`` brings them).
"""
