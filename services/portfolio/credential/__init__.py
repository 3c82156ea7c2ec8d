"""One Open Badges 3.0 credential per accepted contribution: the record that is endorsed, and its composition."""

from services.portfolio.credential.composing import compose
from services.portfolio.credential.record import Artefact, Confirmation, Criterion, Record, Skill

__all__ = ["Artefact", "Confirmation", "Criterion", "Record", "Skill", "compose"]
