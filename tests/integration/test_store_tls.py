"""A store behind TLS, by an authority of the operator's own."""

import ssl
from pathlib import Path

import pytest
import trustme

from service.domain.errors import StoreUnavailableError
from tests.support.proxy import Relay
from tests.support.store import a_queued_debate, a_reply, an_open_store
from tests.support.workers import a_worker, asked, the_end


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


async def test_a_debate_is_held_over_tls(
    valkey_url: str, namespace: str, authority: trustme.CA, tls: ssl.SSLContext, tmp_path: Path
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "own.pem")
    async with Relay(valkey_url, tls) as relay:
        url = f"rediss://{relay.address}/0?ssl_ca_certs={tmp_path / 'own.pem'}"

        async with an_open_store(url, namespace) as store, a_worker(store):
            over = await the_end(store, await asked(store, "A", "A"))

    assert over.state.status.terminal


async def test_a_store_that_nobody_vouches_for_is_told_nothing(
    valkey_url: str, namespace: str, tls: ssl.SSLContext
) -> None:
    async with (
        Relay(valkey_url, tls) as relay,
        an_open_store(f"rediss://{relay.address}/0", namespace) as store,
    ):
        with pytest.raises(StoreUnavailableError):
            await store.debates.create(a_queued_debate(store), a_reply())

    assert relay.sent == 0
