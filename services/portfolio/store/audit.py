"""The append-only trail of who did what to whom and when, and the counters against too many tries."""

from shared.audit import history, record
from shared.mongo_throttles import throttle

__all__ = ["history", "record", "throttle"]
