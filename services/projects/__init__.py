"""Projects: briefs, the schools' approvals, teams at work, contributions and their acceptance."""
