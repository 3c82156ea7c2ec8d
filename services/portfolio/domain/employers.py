"""Before whom students' portfolios are opened: somebody known, of an organisation at which somebody has looked."""


def lacks(confirmed: bool, checked: bool) -> str:
    """What is missing before somebody who recruits sees anybody: "mail", "check", or nothing."""
    if not confirmed:
        return "mail"
    return "" if checked else "check"
