"""One file of the table, with what must be said of it."""

from dataclasses import dataclass

NAMES = (
    "readable",
    "issuer",
    "key",
    "proof",
    "period",
    "status",
    "endorsement",
    "artefacts",
    "inclusion",
    "time",
)
STOPS = b"line,stop\n1,2026-11-03\n"


@dataclass(frozen=True)
class File:
    """``failed`` and ``unchecked``: names of checks; all others passed. ``artefact``: a file to compare with.
    ``within``: of a record (CLR), the word on each credential in it. ``school``: what is found of a school's signature,
    where there is one. ``contested``: an appeal is said to be open."""

    name: str
    data: bytes
    artefact: bytes | None
    word: str
    failed: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    school: str | None = None
    contested: bool = False

    @property
    def outcomes(self) -> dict[str, str]:
        if self.failed == ("readable",):
            return {"readable": "failed"}
        names = (*NAMES, "contents") if self.within else NAMES
        told = dict.fromkeys(names, "ok") | dict.fromkeys(self.failed, "failed")
        told |= {"school": self.school} if self.school else {}
        return told | dict.fromkeys(self.unchecked, "not_checked")
