"""Portfolio: evidence, credentials, shares, verification, credit."""
