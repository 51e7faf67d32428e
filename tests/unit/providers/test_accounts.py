"""Under which name calls to a provider are counted."""

from service.domain.limits import NO_LIMITS, Limits
from service.providers.accounts import Account, accounts
from service.providers.configuration import FileLimit, configure

KEY = "sk-very-secret-1234"


def account(provider: str = "openai", *limits: FileLimit, **variables: str) -> Account:
    return accounts(configure({"OPENAI_API_KEY": KEY, **variables}), limits)[provider]


def test_every_provider_has_an_account_and_simulated_models_only_under_a_limit() -> None:
    configs = configure({})

    without = accounts(configs, ())
    limited = accounts(configs, (FileLimit(provider="sim", concurrency=2),))

    assert set(without) == {config.name for config in configs}
    assert set(limited) - set(without) == {"sim"}
    assert limited["sim"].limits == Limits(concurrency=2)


def test_an_account_has_the_limits_of_its_provider() -> None:
    limit = FileLimit(provider="openai", requests_per_minute=60, tokens_per_minute=9)

    assert account("openai", limit).limits == Limits(requests_per_minute=60, tokens_per_minute=9)
    assert account("xai", limit).limits == NO_LIMITS


def test_another_key_or_another_server_is_another_account() -> None:
    ids = {
        account().id,
        account(OPENAI_API_KEY="sk-another").id,
        account(OPENAI_BASE_URL="http://127.0.0.1:9/v1").id,
        account("xai").id,
    }

    assert len(ids) == 4
    assert account().id == account(XAI_API_KEY="k").id


def test_no_key_can_be_told_from_an_account() -> None:
    assert KEY not in repr(account())
    assert account().id.startswith("openai:")
    assert len(account().id) == len("openai:") + 16
