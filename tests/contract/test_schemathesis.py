"""The service against its own document: thousands of requests, good and bad, none a surprise."""

import pytest

from tests.contract.fuzzing import fuzz


@pytest.mark.timeout(600)  # 40 s on a machine at rest, five minutes on one that is not
def test_the_service_does_what_its_document_says() -> None:
    tried = fuzz(seed=1, max_examples=30)

    assert tried.returncode == 0, tried.stdout
