import copy
import pickle
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared import secretfiles
from shared.keys import Keeper
from shared.signatures import KeysError, SigningKey, verify

SECRET = bytes(range(100, 132))


@pytest.fixture
def keeper(tmp_path):
    return Keeper.prepare(tmp_path / "keys", "issuer")


def test_what_was_sealed_opens_again_in_the_next_process(keeper, tmp_path):
    sealed = keeper.wrap("k1", SECRET)
    assert Keeper.open(tmp_path / "keys", "issuer").unwrap(sealed) == SECRET


def test_a_new_key_signs_and_comes_back_from_its_sealed_form(keeper):
    key, sealed = keeper.new_key("k1")
    again = keeper.signing_key(sealed)
    assert again.public == key.public
    assert verify(key.public, again.sign(b"text"), b"text")
    assert not verify(key.public, again.sign(b"text"), b"other text")


def test_the_master_lies_in_a_file_for_its_owner_alone(keeper, tmp_path):
    path = tmp_path / "keys" / "issuer.master"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["issuer.master"]


def test_a_master_that_others_can_read_is_refused(keeper, tmp_path):
    (tmp_path / "keys" / "issuer.master").chmod(0o640)
    with pytest.raises(KeysError, match="0600"):
        Keeper.open(tmp_path / "keys", "issuer")


def test_a_master_cut_short_is_refused(keeper, tmp_path):
    (tmp_path / "keys" / "issuer.master").write_bytes(b"short")
    with pytest.raises(KeysError, match="32 bytes"):
        Keeper.open(tmp_path / "keys", "issuer")


def test_workers_that_start_at_once_share_one_master(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keepers = list(pool.map(lambda _: Keeper.prepare(tmp_path, "log"), range(8)))
    sealed = keepers[0].wrap("k1", SECRET)
    assert all(keeper.unwrap(sealed) == SECRET for keeper in keepers)


@pytest.mark.parametrize(
    "change",
    [
        {"key_id": "k2"},
        {"nonce": "AAAAAAAAAAAAAAAA"},
        {"sealed": "AAAA"},
        {"sealed": None},
        {"nonce": ""},
        {"key_id": 7},
    ],
    ids=str,
)
def test_a_sealed_key_that_was_altered_stays_closed(keeper, change):
    with pytest.raises(KeysError):
        keeper.unwrap(keeper.wrap("k1", SECRET) | change)


def test_a_key_of_one_purpose_does_not_open_for_another(keeper, tmp_path):
    sealed = keeper.wrap("k1", SECRET)
    with pytest.raises(KeysError):
        Keeper("reviewers", tmp_path / "keys" / "issuer.master").unwrap(sealed)
    with pytest.raises(KeysError):
        Keeper.prepare(tmp_path / "keys", "reviewers").unwrap(sealed)


def test_a_master_that_is_missing_is_named_and_not_made_anew(keeper, tmp_path):
    (tmp_path / "keys" / "issuer.master").unlink()
    for use in (lambda: Keeper.open(tmp_path / "keys", "issuer"), lambda: keeper.wrap("k1", SECRET)):
        with pytest.raises(KeysError, match=r"keys/issuer\.master is missing"):
            use()


def test_while_a_master_is_replaced_both_open_and_the_new_one_seals(keeper):
    before = keeper.wrap("k1", SECRET)
    assert secretfiles.replace(keeper.master)
    after = keeper.wrap("k2", SECRET)
    assert keeper.unwrap(before) == keeper.unwrap(after) == SECRET
    assert keeper.sealed_anew(after) is None
    anew = keeper.sealed_anew(before)
    secretfiles.forget_before(keeper.master)
    assert keeper.unwrap(anew) == keeper.unwrap(after) == SECRET
    with pytest.raises(KeysError):
        keeper.unwrap(before)


def test_a_change_that_was_begun_is_finished_before_the_next(keeper):
    assert secretfiles.replace(keeper.master)
    before = keeper.master.read_bytes()
    assert not secretfiles.replace(keeper.master)
    assert keeper.master.read_bytes() == before


def test_whoever_died_before_the_new_master_was_in_force_has_changed_nothing(keeper):
    sealed = keeper.wrap("k1", SECRET)
    secretfiles.before(keeper.master).hardlink_to(keeper.master)
    assert secretfiles.replace(keeper.master)
    assert keeper.unwrap(sealed) == SECRET


@pytest.mark.parametrize("purpose", ["", "../x", "A", "a/b"])
def test_a_purpose_is_a_plain_word(tmp_path, purpose):
    with pytest.raises(KeysError):
        Keeper.open(tmp_path, purpose)


def test_nothing_prints_pickles_or_copies_a_private_key(keeper):
    key = SigningKey("k1", SECRET)
    shown = f"{key!r} {key} {keeper!r} {keeper} {[key]}"
    assert shown.count("SigningKey k1") == 3
    assert SECRET.hex() not in shown
    assert repr(SECRET)[2:-1] not in shown
    for thing in (key, keeper):
        with pytest.raises(TypeError):
            pickle.dumps(thing)
        with pytest.raises(TypeError):
            copy.deepcopy(thing)


def test_an_error_does_not_show_what_it_could_not_use():
    with pytest.raises(KeysError) as caught:
        SigningKey("k1", b"secret that is no key")
    assert "secret" not in str(caught.value)


def test_two_keys_are_not_alike():
    assert SigningKey.generate("a").public != SigningKey.generate("a").public
