"""The rules of docs/architecture.md on the syntax tree; each has a wrong sample that it refuses."""

import ast
import re

import pytest

from tests.architecture import (
    KAFKA,
    LAYERS,
    ROOT,
    SERVICES,
    Rule,
    Source,
    _database,
    _only_in,
    _web,
    all_sources,
    asks_for_nobody,
    domain_does_io,
    http_client_elsewhere,
    imports_in_functions,
    journey_looks_inside,
    layers_are_crossed,
    odd_names,
    reads_the_clock,
    routes_without_permission,
    sends_outside_the_outbox,
    services_import_each_other,
    shared_imports_a_service,
    source,
    unsafe_markup,
    verifier_needs_the_platform,
    verifier_used_elsewhere,
)

RULES: dict[str, tuple[Rule, Source]] = {
    "services never import each other": (
        services_import_each_other,
        source("services.projects.usecases", "from services.accounts.store import people"),
    ),
    "shared imports no service": (
        shared_imports_a_service,
        source("shared.web.app", "import services.projects"),
    ),
    "usecases, store and domain look downwards only": (
        layers_are_crossed,
        source("services.projects.store.briefs", "from services.projects.usecases import review"),
    ),
    "domain knows no I/O": (domain_does_io, source("services.projects.domain", "from shared import mongo")),
    "flask only in api, pages, app and shared.web": (
        _only_in("flask", _web),
        source("services.projects.usecases", "from flask import g"),
    ),
    "mongoengine only in store and shared": (
        _only_in("mongoengine", lambda one: _database(one) or one.module == "shared.service"),
        source("services.projects.pages", "import mongoengine"),
    ),
    "pymongo only in store and shared": (
        _only_in("pymongo", lambda one: _database(one) or one.parts[0] == "deploy"),
        source("services.projects.api.briefs", "from pymongo import ASCENDING"),
    ),
    "kafka only in shared.messaging.broker and its kafka_ files": (
        _only_in("kafka", lambda one: one.module in KAFKA),
        source("shared.messaging.relay", "from kafka import KafkaProducer"),
    ),
    "an HTTP client only in shared.outbound": (
        http_client_elsewhere,
        source("verifier", "import requests"),
    ),
    "no imports inside functions": (
        imports_in_functions,
        source("shared.clock", "def now():\n    import time\n    return time.time()"),
    ),
    "time comes in as an argument": (
        reads_the_clock,
        source(
            "services.projects.usecases.review",
            "from shared import clock\n\ndef f():\n    return clock.now()",
        ),
    ),
    "events leave by the outbox alone": (
        sends_outside_the_outbox,
        source("services.projects.usecases", "from shared.messaging.broker import KafkaBroker"),
    ),
    "every route names its permission": (
        routes_without_permission,
        source("services.projects.pages.briefs", "@pages.get('/x')\ndef show():\n    return ''"),
    ),
    "a view asks a store for what its path names with the viewer alone": (
        asks_for_nobody,
        source(
            "services.projects.pages.briefs",
            "from services.projects.store import briefs\n\n"
            "@pages.get('/briefs/<brief_id>')\n@needs(SEE)\ndef show(brief_id):\n    return briefs.known(brief_id)",
        ),
    ),
    "the verifier needs neither platform nor network": (
        verifier_needs_the_platform,
        source("verifier.reading", "from shared import mongo\nimport shared.mongo"),
    ),
    "portfolio alone shares the verifier's code": (
        verifier_used_elsewhere,
        source("services.accounts.usecases", "from verifier import verify"),
    ),
    "the journey goes through public APIs alone": (
        journey_looks_inside,
        source("tests.journey.stages", "import pymongo"),
    ),
    "markup is made by templates alone": (
        unsafe_markup,
        source("services.projects.pages", "from markupsafe import Markup"),
    ),
    "names say something": (odd_names, source("shared.utils", "")),
}


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return all_sources()


@pytest.mark.parametrize("name", RULES)
def test_the_rule_holds(name: str, sources: list[Source]) -> None:
    rule, _ = RULES[name]
    found = [sentence for one in sources for sentence in rule(one)]
    assert not found, f"{name}:\n" + "\n".join(found)


@pytest.mark.parametrize("name", RULES)
def test_the_rule_refuses_its_wrong_sample(name: str) -> None:
    rule, wrong = RULES[name]
    assert list(rule(wrong)), f"the rule {name!r} does not see what is wrong in {wrong.text!r}"


def test_there_are_no_import_cycles(sources: list[Source]) -> None:
    cycle = _cycle(_graph(sources))
    assert cycle is None, f"imports go round: {' → '.join(cycle or [])}"


def test_a_cycle_would_be_seen() -> None:
    wrong = [source("shared.a", "import shared.b"), source("shared.b", "import shared.a")]
    assert _cycle(_graph(wrong)) is not None


@pytest.mark.parametrize("service", SERVICES)
def test_a_worker_loads_no_page_and_no_api(service: str, sources: list[Source]) -> None:
    """Four of them start beside four web servers: what they never use would only make everybody wait."""
    graph = _graph(sources)
    loaded = _reached(graph, f"services.{service}.service")
    ways_in = {
        name for name in loaded if name.startswith((f"services.{service}.api", f"services.{service}.pages"))
    }
    assert f"services.{service}.usecases" in " ".join(loaded), "nothing was followed"
    assert not ways_in


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    seen, ahead = set(), [start]
    while ahead:
        module = ahead.pop()
        if module not in seen:
            seen.add(module)
            ahead += graph.get(module, ())
    return seen


def _graph(sources: list[Source]) -> dict[str, set[str]]:
    modules = {one.module for one in sources}
    graph: dict[str, set[str]] = {}
    for one in sources:
        found = {name for name, _ in one.imports() if name in modules and name != one.module}
        # importing a name from a package that is a module means the module, not its package
        exact = {name for name in found if not any(other.startswith(f"{name}.") for other in found)}
        graph[one.module] = exact
    return graph


def _cycle(graph: dict[str, set[str]]) -> list[str] | None:
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> list[str] | None:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return None
        for other in sorted(graph.get(module, ())):
            found = visit(other, [*path, module])
            if found:
                return found
        done.add(module)
        return None

    for module in sorted(graph):
        found = visit(module, [])
        if found:
            return found
    return None


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_files(service: str) -> None:
    wanted = {"__init__", "__main__", "app", "service", "wsgi", *LAYERS, "schemas", "permissions"}
    there = {path.stem for path in (ROOT / "services" / service).iterdir()}
    assert wanted <= there, f"{service} lacks {sorted(wanted - there)}"


def test_files_and_functions_keep_their_size(sources: list[Source]) -> None:
    lengths = sorted(one.text.count("\n") for one in sources)
    functions = sorted(
        node.end_lineno - node.lineno + 1
        for one in sources
        for node in ast.walk(one.tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    )
    assert lengths[int(len(lengths) * 0.95)] <= 250, "files: more than one in twenty passes 250 lines"
    assert functions[int(len(functions) * 0.95)] <= 30, "functions: more than one in twenty passes 30 lines"


def test_no_template_marks_text_as_safe() -> None:
    templates = [*ROOT.glob("shared/web/templates/**/*.html"), *ROOT.glob("services/*/templates/**/*.html")]
    unsafe = [
        str(path.relative_to(ROOT))
        for path in templates
        if re.search(r"\|\s*safe\b", path.read_text("utf-8"))
    ]
    assert not unsafe
