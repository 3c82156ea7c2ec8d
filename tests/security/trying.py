"""One process of many: ``python -m tests.security.trying TRIES MAIL`` tries to sign in, and prints the statuses.

It says when it is ready, and begins with the line it is told then. It has an application and a connection of its
own; the settings come from its environment.
"""

import sys

from argon2 import PasswordHasher
from werkzeug.test import Client

from services.accounts import passwords
from services.accounts.app import create_app
from shared.config import Settings

SIGN_IN = "/accounts/api/v1/sign-in"


def main(tries: int, mail: str) -> None:
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    client = Client(create_app(Settings.from_env("accounts")))
    print("ready", flush=True)
    sys.stdin.readline()  # all begin at once
    for number in range(tries):
        body = {"mail": mail, "password": f"guess {number} that is wrong"}
        answer = client.post(SIGN_IN, json=body)
        print(answer.status_code, flush=True)
        answer.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
