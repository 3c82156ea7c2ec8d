"""Proofs that a credential is in the log, as a forger writes them."""

import string
from typing import Any

from tests.evidence import PUBLIC_URL, World
from verifier import Inclusion
from verifier.log.entries import Entry, commitment, credential_hash
from verifier.log.merkle import inclusion_proof, leaf_hash, nodes_of, root
from verifier.log.notes import Checkpoint, LogProof, origin, proof_text, sign_checkpoint

SIGNS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
"""Of base64."""


def entered(world: World, credential: dict[str, Any], event: str) -> Inclusion:
    """In a log of seven entries, as another event."""
    salt, leaves = b"s" * 16, [leaf_hash(bytes([n])) for n in range(6)]
    leaves.insert(4, leaf_hash(commitment(Entry(event, credential_hash(credential), world.at), salt)))
    node = nodes_of(leaves)
    note = sign_checkpoint(Checkpoint(origin(PUBLIC_URL), 7, root(7, node)), world.log_key)
    return Inclusion(proof_text(LogProof(4, tuple(inclusion_proof(4, 7, node)), note)), salt, world.at)


def written(whole: Inclusion, old: str, new: str) -> Inclusion:
    assert old in whole.proof
    return Inclusion(whole.proof.replace(old, new, 1), whole.salt, whole.at)


def with_spare_bits(whole: Inclusion, at: int) -> Inclusion:
    """Another text for the same bytes: the last of base64's signs before ``=`` holds two bits that nobody reads."""
    lines = whole.proof.split("\n")
    assert lines[at][-1] == "=" != lines[at][-2], lines[at]
    lines[at] = lines[at][:-2] + SIGNS[SIGNS.index(lines[at][-2]) + 1] + "="
    return Inclusion("\n".join(lines), whole.salt, whole.at)
