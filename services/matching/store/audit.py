"""The trail of who did what, when and why, as every service keeps it."""

from shared.audit import history, record

__all__ = ["history", "record"]
