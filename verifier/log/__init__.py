"""The append-only log of what was issued, revoked and suspended: salted commitments in a Merkle tree (RFC 9162).

Pure functions; hashes and tiles are passed in by whoever stores them.
"""
