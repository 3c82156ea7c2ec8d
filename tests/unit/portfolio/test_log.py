import base64
import hashlib
import json
from pathlib import Path
from random import Random

import pytest

from verifier.log import merkle, tiles

VECTORS = Path(__file__).parents[2] / "vectors" / "merkle"
INCLUSION = json.loads((VECTORS / "inclusion.json").read_text())
CONSISTENCY = json.loads((VECTORS / "consistency.json").read_text())
LEAVES = [merkle.leaf_hash(n.to_bytes(4)) for n in range(66_000)]
SIZES = [1, 2, 3, 7, 255, 256, 257, 511, 513, 65_535, 65_536, 65_537, 66_000]


def unpack(text):
    return base64.b64decode(text or "")


def holds(check, *arguments):
    try:
        check(*arguments)
    except merkle.ProofMismatchError:
        return False
    return True


@pytest.mark.parametrize("case", INCLUSION)
def test_inclusion_proofs_of_transparency_dev(case):
    v = INCLUSION[case]
    proof = [unpack(item) for item in v["proof"] or []]
    arguments = (unpack(v["leafHash"]), v["leafIdx"], v["treeSize"], proof, unpack(v["root"]))
    assert holds(merkle.check_inclusion, *arguments) is not v["wantErr"], v["desc"]


@pytest.mark.parametrize("case", CONSISTENCY)
def test_consistency_proofs_of_transparency_dev(case):
    v = CONSISTENCY[case]
    proof = [unpack(item) for item in v["proof"] or []]
    arguments = (v["size1"], v["size2"], proof, unpack(v["root1"]), unpack(v["root2"]))
    assert holds(merkle.check_consistency, *arguments) is not v["wantErr"], v["desc"]


def test_roots_of_the_rfcs_small_trees():
    a, b, c = LEAVES[:3]
    node = merkle.nodes_of(LEAVES)
    assert merkle.root(0, node) == hashlib.sha256(b"").digest()
    assert merkle.root(1, node) == a
    assert merkle.root(3, node) == merkle.node_hash(merkle.node_hash(a, b), c)
    assert merkle.leaf_hash(b"") != merkle.EMPTY_ROOT


class Store:
    """Keeps tiles as a service would, and counts what is read."""

    def __init__(self):
        self.tiles, self.size, self.read_count = {}, 0, 0

    def read(self, level, index, width):
        self.read_count += 1
        return self.tiles[level, index][:width]

    def append(self, leaves):
        self.tiles.update(tiles.append(self.size, leaves, self.read))
        self.size += len(leaves)


@pytest.fixture(scope="module")
def store():
    store, random = Store(), Random(5)
    while store.size < len(LEAVES):
        store.append(LEAVES[store.size : store.size + random.choice([1, 3, 255, 256, 700, 9000])])
    return store


@pytest.mark.parametrize("size", SIZES)
def test_roots_from_tiles_are_those_of_the_whole_tree(store, size):
    assert merkle.root(size, tiles.node_reader(size, store.read)) == merkle.root(
        size, merkle.nodes_of(LEAVES)
    )


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_can_be_shown(store, size):
    node = tiles.node_reader(size, store.read)
    root = merkle.root(size, node)
    for index in {0, size // 3, size - 1}:
        proof = merkle.inclusion_proof(index, size, node)
        assert holds(merkle.check_inclusion, LEAVES[index], index, size, proof, root)
        assert not holds(merkle.check_inclusion, merkle.leaf_hash(b"forged"), index, size, proof, root)


@pytest.mark.parametrize("new", SIZES)
def test_every_tree_began_as_each_before_it(store, new):
    node = tiles.node_reader(new, store.read)
    for old in {1, (new + 1) // 2, new}:
        proof = merkle.consistency_proof(old, new, node)
        assert holds(
            merkle.check_consistency, old, new, proof, merkle.root(old, node), merkle.root(new, node)
        )


def test_a_rewritten_past_is_not_consistent():
    old_root = merkle.root(5, merkle.nodes_of(LEAVES))
    forged = [merkle.leaf_hash(b"forged"), *LEAVES[1:8]]
    node = merkle.nodes_of(forged)
    proof = merkle.consistency_proof(5, 8, node)
    assert not holds(merkle.check_consistency, 5, 8, proof, old_root, merkle.root(8, node))


@pytest.mark.parametrize("size", SIZES)
def test_a_proof_needs_no_other_tiles_than_those_that_are_named(store, size):
    for index in {0, size // 3, size - 1}:
        named = tiles.needed(size, index)
        held = {one: store.tiles[one] for one in named}
        node = tiles.node_reader(size, lambda level, at, width, held=held: held[level, at][:width])
        whole = tiles.node_reader(size, store.read)
        assert merkle.inclusion_proof(index, size, node) == merkle.inclusion_proof(index, size, whole)
        assert merkle.consistency_proof(index + 1, size, node) == merkle.consistency_proof(
            index + 1, size, whole
        )
        assert merkle.root(size, node) == merkle.root(size, whole)
        assert len(named) <= 6


def test_a_proof_reads_a_few_tiles_and_not_the_log(store):
    store.read_count = 0
    merkle.inclusion_proof(31_000, 66_000, tiles.node_reader(66_000, store.read))
    assert store.read_count <= 6


def test_appending_changes_the_last_tiles_alone(store):
    changed = tiles.append(store.size, [merkle.leaf_hash(b"next")], store.read)
    assert list(changed) == [(0, 66_000 // 256)]
    assert len(changed[0, 66_000 // 256]) == 66_000 % 256 + 1


@pytest.mark.parametrize("size", [0, 5])
def test_proofs_of_what_is_not_there_are_refused(size):
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion_proof(5, size, merkle.nodes_of(LEAVES))
    with pytest.raises(ValueError, match="not within"):
        merkle.consistency_proof(6, size, merkle.nodes_of(LEAVES))


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ((0, 0), "tile/0/000"),
        ((0, 1_234_067), "tile/0/x001/x234/067"),
        ((1, 1000), "tile/1/x001/000"),
        ((2, 5, 17), "tile/2/005.p/17"),
    ],
)
def test_tiles_are_published_where_c2sp_says(arguments, path):
    assert tiles.tile_path(*arguments) == path


def test_a_tile_is_its_hashes_in_a_row():
    assert tiles.tile_bytes(LEAVES[:2]) == LEAVES[0] + LEAVES[1]
    assert [tiles.width_at(level, 0, 66_000) for level in (0, 1, 2, 3)] == [256, 256, 1, 0]
