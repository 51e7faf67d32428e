"""Sealing: what opens, for which purpose, and with which keys."""

import pytest

from service.domain.errors import SecretKeyMissingError, SecretLostError
from service.store.sealing import Sealing

OLD, NEW = "the key before today", "the key since today"
SECRET = bytes(range(32))


def test_what_was_sealed_opens() -> None:
    sealing = Sealing([NEW])

    assert sealing.open(sealing.seal(SECRET, "acme|whe_1"), "acme|whe_1") == SECRET


def test_sealed_bytes_do_not_hold_the_secret_and_differ_each_time() -> None:
    sealing = Sealing([NEW])

    first, second = (sealing.seal(SECRET, "acme|whe_1") for _ in range(2))

    assert SECRET not in first
    assert first != second


def test_what_was_sealed_for_one_purpose_opens_for_no_other() -> None:
    sealing = Sealing([NEW])

    with pytest.raises(SecretLostError):
        sealing.open(sealing.seal(SECRET, "acme|whe_1"), "acme|whe_2")


def test_all_keys_open_and_the_first_one_seals() -> None:
    before, both, after = Sealing([OLD]), Sealing([NEW, OLD]), Sealing([NEW])

    assert both.open(before.seal(SECRET, "p"), "p") == SECRET
    assert after.open(both.seal(SECRET, "p"), "p") == SECRET
    with pytest.raises(SecretLostError):
        before.open(both.seal(SECRET, "p"), "p")


def test_sealing_anew_lets_the_old_key_go() -> None:
    both = Sealing([NEW, OLD])

    anew = both.reseal(Sealing([OLD]).seal(SECRET, "p"), "p")

    assert anew is not None
    assert Sealing([NEW]).open(anew, "p") == SECRET


def test_what_the_first_key_has_sealed_is_not_sealed_anew() -> None:
    sealing = Sealing([NEW, OLD])

    assert sealing.reseal(sealing.seal(SECRET, "p"), "p") is None


@pytest.mark.parametrize("sealed", [b"", b"gAAAAA", SECRET, b"\xff" * 100])
def test_what_was_never_sealed_is_lost(sealed: bytes) -> None:
    with pytest.raises(SecretLostError):
        Sealing([NEW]).open(sealed, "p")
    with pytest.raises(SecretLostError):
        Sealing([NEW]).reseal(sealed, "p")


def test_a_changed_byte_is_noticed() -> None:
    sealing = Sealing([NEW])
    sealed = bytearray(sealing.seal(SECRET, "p"))
    sealed[40] ^= 1

    with pytest.raises(SecretLostError):
        sealing.open(bytes(sealed), "p")


def test_without_a_key_the_setting_is_named() -> None:
    sealing = Sealing([])

    with pytest.raises(SecretKeyMissingError, match="ROUNDTABLE_SECRET_KEY"):
        sealing.check()
    with pytest.raises(SecretKeyMissingError):
        sealing.seal(SECRET, "p")
    with pytest.raises(SecretKeyMissingError):
        sealing.open(b"", "p")
    with pytest.raises(SecretKeyMissingError):
        sealing.reseal(b"", "p")
