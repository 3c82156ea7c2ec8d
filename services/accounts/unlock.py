"""``python -m services.accounts.unlock MAIL``: take away the second step of the account with that mail address.

For whoever runs the machine, when the only operator has lost phone and recovery codes.
"""

import sys

from services.accounts.store import people
from services.accounts.usecases import second_factor
from shared import clock, mongo
from shared.config import Settings
from shared.errors import DomainError


def main(words: list[str]) -> int:
    if len(words) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    mongo.connect(Settings.from_env("accounts"))
    owner = people.confirmed_owner(words[0].strip().lower())
    if owner is None:
        print(f"No account has confirmed the address {words[0]}.", file=sys.stderr)
        return 1
    try:
        second_factor.take_away(owner.id, "by command on the machine", None, clock.now())
    except DomainError as error:
        print(error, file=sys.stderr)
        return 1
    print("Done: at the next sign-in a new second step is set up.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
