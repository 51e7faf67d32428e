"""The clients of `bench/` still do their work; what it costs is for `make bench-calls` to say."""

import pytest

from bench.model_server import running
from bench.provider_calls import CLIENTS, Client, Scenario, measure, work_of


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_a_client_gets_the_ballot_from_the_model_server(client: Client, *, stream: bool) -> None:
    scenario = Scenario(name="a few", stream=stream, in_flight=2)

    # It fails unless every reply is the ballot, whole.
    with running(delay_ms=0, gap_ms=0) as server:
        measured = measure(client.driver, work_of(scenario, client, server.url, 4))

    assert measured.streamed is stream
