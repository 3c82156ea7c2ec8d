"""Says of a presented credential whether it holds, by whom it was issued and for which trust list; fetches nothing."""

from services.portfolio.verifying.deciding import verify
from services.portfolio.verifying.verdict import Check, Inclusion, Issuer, Log, Trust, Verdict

__all__ = ["Check", "Inclusion", "Issuer", "Log", "Trust", "Verdict", "verify"]
