"""Is it alive, is it ready, how far behind is it. /metrics is for the machine's own network, not for the gateway."""

from collections.abc import Callable, Iterator, Sequence

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from shared import clock, keychain, mongo
from shared.messaging import inbox, jobs, outbox, timers
from shared.permissions import PUBLIC
from shared.web.permissions import needs


class Lags:
    """Read from MongoDB at each scrape, so that every process of a service tells the same."""

    def __init__(self, service: str) -> None:
        self.service = service

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = clock.now()
        unsent, unsent_age = outbox.lag(now)
        due_jobs, job_age, parked_jobs = jobs.lag(now)
        due_timers, timer_age = timers.lag(now)
        yield self._gauge("outbox_unsent", "Events that no broker has taken yet.", unsent)
        yield self._gauge("outbox_unsent_seconds", "Age of the oldest of them.", unsent_age)
        yield self._gauge(
            "inbox_parked", "Events that could not be done and wait for a replay.", inbox.open_parked()
        )
        yield self._gauge(
            "inbox_parked_in_a_row",
            "Events parked since the last one that was done.",
            inbox.parked_in_a_row(),
        )
        yield self._gauge(
            "inbox_rejoined", "Times that a consumer stood still and joined anew.", inbox.rejoined()
        )
        yield self._gauge("inbox_lag_seconds", "From the last event's making to its being done.", inbox.lag())
        yield self._gauge("jobs_due", "Jobs that nobody has taken yet.", due_jobs)
        yield self._gauge("jobs_due_seconds", "Age of the oldest of them.", job_age)
        yield self._gauge("jobs_parked", "Jobs that failed too often.", parked_jobs)
        yield self._gauge("timers_due", "Timers that should have fired.", due_timers)
        yield self._gauge("timers_due_seconds", "Age of the oldest of them.", timer_age)

    def _gauge(self, name: str, help_text: str, value: float) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(f"shixun_{name}", help_text, labels=["service"])
        gauge.add_metric([self.service], value)
        return gauge


def blueprint(service: str, checks: Sequence[Callable[[], object]] = ()) -> Blueprint:
    """``checks`` raise KeysError when a key file is missing or cannot be used."""
    pages = Blueprint("health", __name__, url_prefix=f"/{service}")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Lags(service))

    @pages.get("/healthz")
    @needs(PUBLIC)
    def alive() -> Response:
        return jsonify(status="alive")

    @pages.get("/readyz")
    @needs(PUBLIC)
    def ready() -> tuple[Response, int]:
        mongo.ping()
        troubles = keychain.troubles(checks)
        if troubles:
            return jsonify(status="not ready", keys=troubles), 503
        return jsonify(status="ready"), 200

    @pages.get("/metrics")
    @needs(PUBLIC)
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")

    return pages
