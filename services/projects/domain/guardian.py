"""What a minor's guardian says to a placement, and what follows for the seat."""

from shared.messages import N_

ALLOWING = ("consented", "of_age")
"""With these the placement may start; ``of_age``: no guardian has a say any more."""

ENDING: dict[str, str] = {
    "refused": N_("The guardian did not consent to this placement"),
    "withdrawn": N_("The guardian withdrew the consent to this placement"),
    "lapsed": N_("The guardian did not answer in time"),
}
"""With these the member leaves, for this reason, whether the team is at work or not."""
