"""The tree in tiles of 256 hashes, as C2SP tlog-tiles publishes it: appending and proving read a few tiles only.
Beside them the entries stand in bundles of 256.

Tile (level, index) holds the hashes of nodes at tree level 8 * level, from 256 * index on. Only full tiles are final;
the last one of each level is partial and grows.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from verifier.log.merkle import Node, node_hash

WIDTH = 256
_HEIGHT = 8

TileReader = Callable[[int, int, int], Sequence[bytes]]
"""(level, index, width) to the first ``width`` hashes of that tile; the stored tile may have grown further since."""


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """The public path, like ``tile/0/x001/234`` or, of a partial tile, ``tile/1/000.p/17``."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < WIDTH else "")


def bundle_path(index: int, width: int = WIDTH) -> str:
    """Where the entries themselves are published, 256 a file: ``tile/entries/000.p/17``."""
    return tile_path(0, index, width).replace("tile/0/", "tile/entries/", 1)


def bundle_bytes(entries: Sequence[bytes]) -> bytes:
    """The content of an entry bundle: each entry behind its length in two bytes."""
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def tile_bytes(hashes: Sequence[bytes]) -> bytes:
    """The content of a published tile."""
    return b"".join(hashes)


def width_at(level: int, index: int, size: int) -> int:
    """How many hashes that tile has in a tree of ``size`` leaves: 0 to 256."""
    return max(0, min(WIDTH, (size >> _HEIGHT * level) - WIDTH * index))


def needed(size: int, *leaves: int) -> set[tuple[int, int]]:
    """The tiles (level, index) by which these leaves are proved in the tree of ``size``: those above each, and at every
    level the last one while it grows."""
    found, level = set(), 0
    while size >> _HEIGHT * level:
        nodes = size >> _HEIGHT * level
        found |= {(level, nodes // WIDTH)} if nodes % WIDTH else set()
        found |= {(level, leaf >> _HEIGHT * (level + 1)) for leaf in leaves}
        level += 1
    return found


def node_reader(size: int, read: TileReader) -> Node:
    """Reads any complete node of the tree of ``size`` leaves; each tile is asked for once."""

    @cache
    def tile(level: int, index: int) -> Sequence[bytes]:
        return read(level, index, width_at(level, index, size))

    @cache
    def node(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, _HEIGHT)
        first = index << height
        hashes = tile(tile_level, first // WIDTH)
        return _within(tuple(hashes))[height][first % WIDTH >> height]

    return node


@lru_cache(maxsize=64)
def _within(hashes: tuple[bytes, ...]) -> list[list[bytes]]:
    """All complete nodes over these hashes, by their height above them. Kept, since proofs share all tiles but the
    lowest: a proof hashes one tile, not four."""
    levels = [list(hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(*pair) for pair in zip(below[::2], below[1::2], strict=False)])
    return levels


def append(size: int, leaves: Sequence[bytes], read: TileReader) -> dict[tuple[int, int], list[bytes]]:
    """The tiles that change when the leaf hashes ``leaves`` follow the first ``size``: (level, index) to all hashes."""
    changed: dict[tuple[int, int], list[bytes]] = {}
    level, begin, added = 0, size, list(leaves)
    while added:
        parents: list[bytes] = []
        for item in added:
            index = begin // WIDTH
            if (level, index) not in changed:
                width = begin % WIDTH
                changed[level, index] = list(read(level, index, width)) if width else []
            changed[level, index].append(item)
            begin += 1
            if begin % WIDTH == 0:
                parents.append(_within(tuple(changed[level, index]))[_HEIGHT][0])
        level, added = level + 1, parents
        begin = size >> _HEIGHT * level
    return changed
