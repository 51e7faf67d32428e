"""What a key is good for."""

from datetime import timedelta

import pytest

from service.domain.access import TENANT, KeyStatus
from tests.support.access import T0, a_kept_key

LATER = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, KeyStatus.ACTIVE),
        ({"expires_at": T0 + LATER}, KeyStatus.ACTIVE),
        ({"expires_at": T0}, KeyStatus.EXPIRED),
        ({"revoked_at": T0}, KeyStatus.REVOKED),
        ({"revoked_at": T0, "expires_at": T0}, KeyStatus.REVOKED),
    ],
)
def test_a_key_is_good_until_it_expires_or_is_revoked(
    changes: dict[str, object], status: KeyStatus
) -> None:
    assert a_kept_key(**changes).status(T0) is status


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("a", True),
        ("acme-prod_2", True),
        ("x" * 64, True),
        ("", False),
        ("x" * 65, False),
        ("Acme", False),
        ("a|b", False),
        ("a:b", False),
        ("a\n", False),
        ("é", False),
    ],
)
def test_a_tenant_is_a_plain_short_name(name: str, *, good: bool) -> None:
    assert (TENANT.fullmatch(name) is not None) is good
