from shared.web.api import ApiBlueprint

blueprint = ApiBlueprint(
    "accounts-api", __name__, description="People, organisations, what waits, what is signed"
)
