"""Merkle tree hashes and proofs of RFC 9162, section 2.1, over nodes that a reader function gives.

Hashes are 32 bytes. A node (level, index) covers the 2^level leaves that begin at index * 2^level, all of them present.
"""

import hashlib
from collections.abc import Callable, Sequence

Node = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


class ProofMismatchError(ValueError):
    """The proof does not lead to that root."""


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def nodes_of(leaves: Sequence[bytes]) -> Node:
    """A reader over leaf hashes in memory."""

    def node(level: int, index: int) -> bytes:
        if level == 0:
            return leaves[index]
        return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node


def root(size: int, node: Node) -> bytes:
    """The root of the tree of the first ``size`` leaves."""
    return _root(0, size, node) if size else EMPTY_ROOT


class Growing:
    """The tree while leaves come in order: knows its root at each size, and keeps one hash a level."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # roots of the complete subtrees, the largest first

    def add(self, leaf: bytes) -> None:
        below, size = leaf, self.size
        while size & 1:
            below, size = node_hash(self._peaks.pop(), below), size >> 1
        self._peaks.append(below)
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        *larger, right = self._peaks
        for left in reversed(larger):
            right = node_hash(left, right)
        return right


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """The path that shows leaf ``index`` in the tree of ``size`` leaves (2.1.3.1), from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError("there is no such leaf")
    return _path(index, 0, size, node)


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """The proof that the tree of ``new`` leaves began as that of ``old`` (2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError("the old tree is not within the new one")
    return _subproof(old, 0, new, True, node)


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> None:
    """Raises ProofMismatchError unless ``proof`` leads from the leaf hash to the root ``expected`` (2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofMismatchError("there is no such leaf")
    if any(len(item) != 32 for item in (leaf, *proof)):
        raise ProofMismatchError("something in it is not a hash")
    position, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofMismatchError("the proof is too long")
        if position & 1 or position == last:
            computed = node_hash(sibling, computed)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        position, last = position >> 1, last >> 1
    if last or computed != expected:
        raise ProofMismatchError("the proof leads to another root")


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raises ProofMismatchError unless the tree of ``new`` leaves began as that of ``old`` (2.1.4.2)."""
    if not 0 < old <= new:
        raise ProofMismatchError("a proof begins with a tree that is neither empty nor the larger one")
    if old == new:
        if proof or old_root != new_root:
            raise ProofMismatchError("trees of one size differ")
        return
    hashes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not proof or any(len(item) != 32 for item in hashes):
        raise ProofMismatchError("the proof is empty or has something that is not a hash")
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first = second = hashes[0]
    for item in hashes[1:]:
        if last == 0:
            raise ProofMismatchError("the proof is too long")
        if position & 1 or position == last:
            first, second = node_hash(item, first), node_hash(item, second)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, item)
        position, last = position >> 1, last >> 1
    if last or first != old_root or second != new_root:
        raise ProofMismatchError("the proof leads to other roots")


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _root(start: int, end: int, node: Node) -> bytes:
    size = end - start
    if size & (size - 1) == 0 and start % size == 0:
        return node(size.bit_length() - 1, start // size)
    middle = start + _split(size)
    return node_hash(_root(start, middle, node), _root(middle, end, node))


def _path(index: int, start: int, end: int, node: Node) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, node), _root(middle, end, node)]
    return [*_path(index, middle, end, node), _root(start, middle, node)]


def _subproof(old: int, start: int, end: int, whole: bool, node: Node) -> list[bytes]:
    if old == end:
        return [] if whole else [_root(start, end, node)]
    middle = start + _split(end - start)
    if old <= middle:
        return [*_subproof(old, start, middle, whole, node), _root(middle, end, node)]
    return [*_subproof(old, middle, end, False, node), _root(start, middle, node)]
