from shared.web.api import ApiBlueprint

blueprint = ApiBlueprint(
    "projects-api",
    __name__,
    description="Briefs, the schools' approvals, teams at work, contributions and their acceptance",
)
