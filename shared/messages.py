"""Marks sentences for the catalogues where the code raises or stores them and a page renders them later."""


def N_(message: str) -> str:  # noqa: N802
    """Returns ``message`` as it is: the English sentence is the catalogue's key."""
    return message


MANY: dict[str, str] = {}


def counted(one: str, many: str) -> str:
    """Marks a stored sentence that depends on a number, its parameter ``num``; returns ``one``, the catalogue's key."""
    MANY[one] = many
    return one
