"""Time stamps by somebody else (RFC 3161): that a checkpoint of the log was there at a time which we cannot choose."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.x509 import load_pem_x509_certificates
from rfc3161_client import (
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from shared.config import Settings
from shared.outbound import Outbound

_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class NotStamped(Exception):
    """There is no such stamp; the text says why, for the operator."""


@dataclass(frozen=True)
class Authority:
    """``roots``: PEM, the certificates that its stamps must lead to."""

    url: str
    roots: bytes
    reach: Outbound

    def stamp(self, note: str) -> bytes:
        """The answer (DER), checked. Raises NotStamped, Refused or Failed."""
        request = TimestampRequestBuilder().data(note.encode()).cert_request(cert_request=True).build()
        answer = self.reach.post(self.url, request.as_bytes(), _HEADERS)
        if answer.status != 200:
            raise NotStamped(f"the authority answered HTTP {answer.status}")
        self.check(answer.body, note)
        if decode_timestamp_response(answer.body).tst_info.nonce != request.nonce:
            raise NotStamped("the stamp answers another request")
        return answer.body

    def check(self, stamp: bytes, note: str) -> datetime:
        """When it was given. Raises NotStamped unless it is the authority's and about this text."""
        builder = VerifierBuilder()
        for root in load_pem_x509_certificates(self.roots):
            builder = builder.add_root_certificate(root)
        try:
            found = decode_timestamp_response(stamp)
            builder.build().verify_message(found, note.encode())
        except (VerificationError, ValueError) as error:
            raise NotStamped(f"the stamp does not hold: {error}") from error
        return found.tst_info.gen_time


def authority(settings: Settings) -> Authority | None:
    """None while the operator has none: then nothing leaves."""
    if not settings.tsa_url or settings.tsa_roots is None:
        return None
    host = urlsplit(settings.tsa_url).netloc.lower()
    return Authority(settings.tsa_url, _read(settings.tsa_roots), Outbound(frozenset({host})))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotStamped(f"TSA_ROOTS {path} cannot be read ({error.strerror})") from error
