"""What all of accounts' collections have in common."""


def meta_of(collection: str, *indexes: dict) -> dict:
    return {
        "db_alias": "accounts",
        "collection": collection,
        "indexes": list(indexes),
        "auto_create_index": False,
        "strict": False,
    }
