import sys
from pkgutil import resolve_name

OFF_LINE = {
    "solve": "services.matching.engine.command:run",
    "compile": "services.matching.engine.warming:run",
    "recompute": "services.matching.recomputing:main",
}
"""Commands that need neither database nor broker. Each is imported when it is asked for: a round that may take ten
seconds in all has none to spare for what it does not use."""


def main(arguments: list[str]) -> int:
    place = OFF_LINE.get(arguments[0]) if arguments else None
    if place is not None:
        return int(resolve_name(place)(arguments[1:]))
    return int(
        resolve_name("shared.commands:run")("matching", resolve_name("services.matching.service:service"))
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
