"""Says of a presented credential whether it holds, by whom it was issued and for which trust list; fetches nothing."""

from verifier.deciding import verify
from verifier.verdict import Check, Inclusion, Issuer, Log, Trust, Verdict

__all__ = ["Check", "Inclusion", "Issuer", "Log", "Trust", "Verdict", "verify"]
