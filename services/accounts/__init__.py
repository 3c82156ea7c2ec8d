"""Accounts: who people and organisations are, what they may do, what waits for them, what reviewers sign."""
