"""The rules of docs/architecture.md, each on the syntax tree of one file."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


SERVICES = ("accounts", "projects", "matching", "portfolio")


LAYERS = ("api", "pages", "subscriptions", "usecases", "store", "domain")


VERIFIERS = {
    f"shared.{name}"
    for name in ("dataintegrity", "endorsement", "errors", "linkeddata", "messages", "multikey", "signatures")
}


"""What of shared the offline verifier takes along."""


KAFKA = {
    f"shared.messaging.{name}" for name in ("broker", "kafka_connecting", "kafka_receiving", "kafka_sending")
}


FOR_EVERYBODY = {
    "briefs.found", "proposals.found", "rounds.found",  # only whether it has come, or after it was read for the viewer
    "ledger.checkpoint", "ledger.consistency", "evidence.published",  # public: the log, and what is published of it
}  # fmt: skip
"""Store functions that views ask by an id without saying for whom."""


OUTSIDE = ("deploy", "tests")
"""They call the product over its network, like anybody else."""


HTTP_CLIENTS = {"requests", "httpx", "urllib3", "aiohttp", "http.client", "urllib.request"}


@dataclass(frozen=True)
class Source:
    """One Python file: its dotted module name and its tree."""

    module: str
    tree: ast.Module
    text: str

    @property
    def parts(self) -> list[str]:
        return self.module.split(".")

    @property
    def service(self) -> str | None:
        return self.parts[1] if self.parts[0] == "services" and len(self.parts) > 1 else None

    @property
    def layer(self) -> str | None:
        """api, pages, usecases …: the module's, or its package's, name below the service."""
        return self.parts[2] if self.service and len(self.parts) > 2 else None

    def imports(self) -> Iterator[tuple[str, int]]:
        """(module, line) of every import; names imported from a package count as modules too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module, node.lineno
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def imported_modules(self) -> Iterator[tuple[str, int]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module, node.lineno


Rule = Callable[[Source], Iterator[str]]


def source(module: str, text: str) -> Source:
    return Source(module, ast.parse(text), text)


def all_sources() -> list[Source]:
    found = []
    for folder in ("shared", "services", "deploy", "verifier", "tests/journey"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            names = list(path.relative_to(ROOT).with_suffix("").parts)
            module = ".".join(names[:-1] if names[-1] == "__init__" else names)
            found.append(source(module, path.read_text(encoding="utf-8")))
    return found


def services_import_each_other(one: Source) -> Iterator[str]:
    for name, line in one.imports():
        other = name.split(".")[1] if name.startswith("services.") else None
        if other and one.service and other != one.service:
            yield f"{one.module}:{line} imports {name}"


def shared_imports_a_service(one: Source) -> Iterator[str]:
    if one.parts[0] == "shared":
        for name, line in one.imports():
            if name.startswith("services"):
                yield f"{one.module}:{line} imports {name}"


def layers_are_crossed(one: Source) -> Iterator[str]:
    """usecases never look up to api, pages, subscriptions; store and domain never to usecases; domain to nothing."""
    above = {
        "usecases": ("api", "pages", "subscriptions", "jobs"),
        "store": ("api", "pages", "subscriptions", "jobs", "usecases"),
        "domain": ("api", "pages", "subscriptions", "jobs", "usecases", "store"),
    }
    for name, line in one.imports():
        parts = name.split(".")
        if one.layer in above and parts[0] == "services" and len(parts) > 2 and parts[2] in above[one.layer]:
            yield f"{one.module}:{line} imports {name}"


def domain_does_io(one: Source) -> Iterator[str]:
    allowed = ("shared.errors", "shared.messages")
    outside = ("flask", "mongoengine", "pymongo", "kafka", "requests", "random", "secrets", "time", "os")
    for name, line in one.imported_modules():
        wrong_shared = name.startswith("shared") and name not in allowed
        if one.layer == "domain" and (wrong_shared or name.split(".")[0] in outside):
            yield f"{one.module}:{line} imports {name}"


def _only_in(library: str, places: Callable[[Source], bool]) -> Rule:
    def rule(one: Source) -> Iterator[str]:
        for name, line in one.imported_modules():
            if (name == library or name.startswith(f"{library}.")) and not places(one):
                yield f"{one.module}:{line} imports {name}"

    return rule


def _web(one: Source) -> bool:
    return one.layer in ("api", "pages", "app") or one.module.startswith("shared.web")


def _database(one: Source) -> bool:
    shared = one.module.startswith(
        ("shared.mongo", "shared.messaging", "shared.directory", "shared.waiting", "shared.audit")
    )
    return (
        shared
        or one.layer == "store"
        or one.module.startswith(("shared.web.errors", "shared.web.idempotency"))
    )


def http_client_elsewhere(one: Source) -> Iterator[str]:
    for name, line in one.imported_modules():
        if name in HTTP_CLIENTS and one.module != "shared.outbound" and one.parts[0] not in OUTSIDE:
            yield f"{one.module}:{line} imports {name}"


def imports_in_functions(one: Source) -> Iterator[str]:
    for node in ast.walk(one.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield f"{one.module}:{inner.lineno} imports inside {node.name}"


def reads_the_clock(one: Source) -> Iterator[str]:
    """Time comes in as an argument below api, pages, subscriptions and the worker."""
    if one.layer in ("domain", "usecases", "store") or one.module.startswith("services.matching.teams"):
        for node in ast.walk(one.tree):
            if isinstance(node, ast.Call):
                call = ast.unparse(node.func)
                if call in ("clock.now", "datetime.now", "datetime.utcnow", "time.time", "date.today"):
                    yield f"{one.module}:{node.lineno} calls {call}()"


def sends_outside_the_outbox(one: Source) -> Iterator[str]:
    for name, line in one.imports():
        if one.service and name.startswith(
            ("shared.messaging.broker", "shared.messaging.kafka_", "shared.messaging.relay")
        ):
            yield f"{one.module}:{line} imports {name}"


def routes_without_permission(one: Source) -> Iterator[str]:
    """A page's view carries @needs; an API's operation names its permission as its third argument."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.FunctionDef):
            marks = [ast.unparse(mark) for mark in node.decorator_list]
            if _is_route(node) and not any(mark.startswith("needs(") for mark in marks):
                yield f"{one.module}:{node.lineno} {node.name} names no permission"


def asks_for_nobody(one: Source) -> Iterator[str]:
    """A view hands the id of its path to a store function only with the viewer, who then stands in the query."""
    stores = {
        alias.asname or alias.name
        for node in ast.walk(one.tree)
        if isinstance(node, ast.ImportFrom) and re.match(r"services\.\w+\.store", node.module or "")
        for alias in node.names
    }
    for view in ast.walk(one.tree):
        if isinstance(view, ast.FunctionDef) and one.layer in ("api", "pages") and _is_route(view):
            path = {argument.arg for argument in (*view.args.args, *view.args.kwonlyargs)}
            for call in (node for node in ast.walk(view) if isinstance(node, ast.Call)):
                name = ast.unparse(call.func)
                asks = call.args and isinstance(call.args[0], ast.Name) and call.args[0].id in path
                known = name in FOR_EVERYBODY or "viewer" in ast.unparse(call)
                if asks and name.split(".")[0] in stores and not known:
                    yield f"{one.module}:{call.lineno} {view.name} calls {name} for nobody"


def _is_route(view: ast.FunctionDef) -> bool:
    marks = [ast.unparse(mark) for mark in view.decorator_list]
    return any(re.match(r"\w+\.(get|post|put|patch|delete|route)\(", mark) for mark in marks)


def verifier_needs_the_platform(one: Source) -> Iterator[str]:
    """Whoever checks a credential has neither our platform nor a network; its own code and a few modules are enough."""
    if one.parts[0] == "verifier" or one.module in VERIFIERS:
        for name, line in one.imported_modules():
            top = name.split(".")[0]
            ours = top in ("services", "deploy", "tests") or (top == "shared" and name not in VERIFIERS)
            if ours or top in ("flask", "mongoengine", "pymongo", "kafka", "socket", "http", "fcntl"):
                yield f"{one.module}:{line} imports {name}"


def verifier_used_elsewhere(one: Source) -> Iterator[str]:
    allowed = one.parts[0] in ("verifier", "tests") or one.service == "portfolio"
    for name, line in one.imported_modules():
        if name.split(".")[0] == "verifier" and not allowed:
            yield f"{one.module}:{line} imports {name}"


def journey_looks_inside(one: Source) -> Iterator[str]:
    """The story is told through public APIs alone: by none of the services' code, and past no service to its data."""
    inside = ("services", "pymongo", "bson", "mongoengine", "shared.mongo", "shared.messaging", "tests.world")
    for name, line in one.imports():
        if one.module.startswith("tests.journey") and f"{name}.".startswith(
            tuple(f"{one}." for one in inside)
        ):
            yield f"{one.module}:{line} imports {name}"


def unsafe_markup(one: Source) -> Iterator[str]:
    if not one.module.startswith("shared.web"):
        for name, line in one.imports():
            if name.endswith(".Markup"):
                yield f"{one.module}:{line} imports {name}"


def odd_names(one: Source) -> Iterator[str]:
    if set(one.parts) & {"utils", "helpers", "common", "misc"}:
        yield f"{one.module} says nothing by its name"
