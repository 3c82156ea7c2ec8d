from shared.web.api import ApiBlueprint

blueprint = ApiBlueprint(
    "matching-api",
    __name__,
    description="The skill graph, holdings, bids, proposals of teams and their reasons",
)
