from shared.web.api import ApiBlueprint

blueprint = ApiBlueprint(
    "portfolio-api", __name__, description="Evidence, credentials, shares, verification, credit"
)
