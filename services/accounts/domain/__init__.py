"""People, organisations, memberships and what they sign: states and rules, without I/O."""
