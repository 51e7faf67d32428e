"""Which providers a deployment can use, from its variables and its providers file."""

import pytest

from service.domain.errors import SettingsError
from service.providers.configuration import (
    FileLimit,
    FilePrice,
    FileProvider,
    ProviderConfig,
    ProvidersFile,
    Secret,
    configure,
    load_providers_file,
)
from service.providers.specs import SPECS, ProviderSpec

KEY = "sk-very-secret-1234"
LAB = """
[[provider]]
name = "lab"
base_url = "http://127.0.0.1:9000/v1/"
api_key_env = "LAB_API_KEY"
models = ["alpha", "beta"]
"""


def provider(name: str, **variables: str) -> ProviderConfig:
    return next(config for config in configure(variables) if config.name == name)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_every_row_is_usable_by_its_key_or_its_address(spec: ProviderSpec) -> None:
    key, address = spec.key_variable, spec.address_variable
    by_key = {key: KEY, "AWS_REGION": "eu-west-1", "AZURE_OPENAI_ENDPOINT": "http://127.0.0.1:9"}
    variables = by_key if key else {address: "http://127.0.0.1:9/v1"}

    (config,) = (c for c in configure({str(k): v for k, v in variables.items()}) if c.configured)

    assert config.spec.name == spec.name
    assert not config.base_url.endswith("/")


def test_the_names_of_rows_differ() -> None:
    assert len({spec.name for spec in SPECS}) == len(SPECS)


def test_nothing_is_configured_without_variables() -> None:
    assert not any(config.configured for config in configure({}))


def test_an_empty_variable_counts_as_unset() -> None:
    assert not provider("openai", OPENAI_API_KEY=" ", OPENAI_BASE_URL="").configured


def test_another_address_configures_a_provider_without_a_key() -> None:
    openai = provider("openai", OPENAI_BASE_URL="http://127.0.0.1:9000/v1/")

    assert openai.configured
    assert openai.base_url == "http://127.0.0.1:9000/v1"
    assert openai.api_key is None


def test_the_usual_address_alone_configures_nothing() -> None:
    assert not provider("openai", OPENAI_BASE_URL="https://api.openai.com/v1").configured


def test_a_server_at_another_address_is_known_to_be_another() -> None:
    moved = provider("openai", OPENAI_BASE_URL="http://127.0.0.1:9000/v1")
    usual = provider("openai", OPENAI_API_KEY=KEY)

    assert (moved.moved, usual.moved) == (True, False)


def test_an_address_is_filled_in_from_the_variables_that_it_names() -> None:
    bedrock = provider("bedrock", AWS_BEARER_TOKEN_BEDROCK=KEY, AWS_REGION="eu-west-1")
    azure = provider(
        "azure", AZURE_OPENAI_API_KEY=KEY, AZURE_OPENAI_ENDPOINT="https://house.openai.azure.com/"
    )

    assert bedrock.base_url == "https://bedrock-mantle.eu-west-1.api.aws/anthropic"
    assert azure.base_url == "https://house.openai.azure.com/openai/v1"
    assert (bedrock.configured, azure.configured) == (True, True)


def test_a_key_without_any_address_configures_nothing() -> None:
    assert not provider("bedrock", AWS_BEARER_TOKEN_BEDROCK=KEY).configured


def test_an_address_that_cannot_be_filled_in_is_a_bad_setting() -> None:
    with pytest.raises(SettingsError, match=r"^AWS_REGION must be an address"):
        provider("bedrock", AWS_BEARER_TOKEN_BEDROCK=KEY, AWS_REGION="eu west/1@x")


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:11434", "http://127.0.0.1:11434/", "http://127.0.0.1:11434/v1"]
)
def test_ollama_is_configured_by_its_address_with_or_without_the_path(address: str) -> None:
    ollama = provider("ollama", OLLAMA_BASE_URL=address)

    assert ollama.configured
    assert ollama.base_url == "http://127.0.0.1:11434/v1"


@pytest.mark.parametrize(
    "address",
    [
        "localhost:9000",
        "ftp://127.0.0.1/v1",
        "http://",
        "http://[::1",
        "http://127.0.0.1:99999/v1",
        "http://user:pass@127.0.0.1/v1",
        "http://127.0.0.1/v1?key=1",
        "http://127.0.0.1/v1#x",
        "http://127.0.0.1/a b",
    ],
)
def test_an_address_that_cannot_be_used_is_named_by_its_variable(address: str) -> None:
    with pytest.raises(SettingsError, match=r"^OPENAI_BASE_URL must .*\.$"):
        configure({"OPENAI_BASE_URL": address})


@pytest.mark.parametrize("key", ["sk-\nx", "sk-ключ", "a\x00b"])
def test_a_key_that_cannot_be_sent_is_named_by_its_variable_only(key: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY") as raised:
        configure({"OPENAI_API_KEY": key})

    assert key not in str(raised.value)


def test_a_key_is_stripped_and_never_shown() -> None:
    openai = provider("openai", OPENAI_API_KEY=f" {KEY}\n")

    assert openai.api_key is not None
    assert openai.api_key.reveal() == KEY
    assert KEY not in repr(openai)
    assert KEY not in str(Secret(KEY))


def test_a_provider_of_the_file_is_configured_by_its_key() -> None:
    lab = load_providers_file(LAB)

    with_key = configure({"LAB_API_KEY": KEY}, lab)[-1]
    without = configure({}, lab)[-1]

    assert (with_key.name, with_key.models) == ("lab", ("alpha", "beta"))
    assert with_key.base_url == "http://127.0.0.1:9000/v1"
    assert (with_key.configured, without.configured) == (True, False)
    assert with_key.spec.streams


def test_a_provider_of_the_file_without_a_key_variable_needs_none() -> None:
    text = '[[provider]]\nname = "lab"\nbase_url = "http://127.0.0.1:9000/v1"'

    file = load_providers_file(text)

    assert file.providers == (FileProvider(name="lab", base_url="http://127.0.0.1:9000/v1"),)
    assert configure({}, file)[-1].configured
    assert configure({}, file)[-1].models == ("*",)


def test_an_empty_file_has_no_providers() -> None:
    assert load_providers_file("# nothing yet\n") == ProvidersFile()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('name = "lab"', 'name = "Lab"'), "lower-case"),
        (('name = "lab"', f'name = "{"x" * 33}"'), "1 to 32"),
        (('name = "lab"', 'name = "openai"'), "already taken"),
        (('name = "lab"', 'name = "sim"'), "already taken"),
        (('name = "lab"', "name = 3"), "provider"),
        (('name = "lab"', ""), "name"),
        (('name = "lab"', 'name = "lab"\ncolour = "red"'), "colour"),
        (("http:", "ftp:"), "base_url must"),
        (('["alpha", "beta"]', "[]"), "models is empty"),
        (('["alpha", "beta"]', '["*", "beta"]'), "stand alone"),
        (('["alpha", "beta"]', '["a b"]'), "not a model id"),
        (('["alpha", "beta"]', '["a//b"]'), "not a model id"),
        (('["alpha", "beta"]', '["../b"]'), "not a model id"),
        (("[[provider]]", "[[provider]"), "not valid TOML"),
        (("[[provider]]", "[[server]]"), "server"),
        (("[[provider]]", f"{LAB}\n[[provider]]"), "already taken"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_in_a_sentence(
    change: tuple[str, str], said: str
) -> None:
    text = LAB.replace(*change)

    with pytest.raises(SettingsError, match=said) as raised:
        load_providers_file(text)

    assert str(raised.value).startswith("ROUNDTABLE_PROVIDERS_FILE")
    assert str(raised.value).endswith(".")


PRICE = """
[[price]]
model = "lab/alpha"
input = 1
output = 2.5
"""


def test_the_file_may_give_prices() -> None:
    text = LAB + PRICE + PRICE.replace("lab/alpha", "openai/gpt-5.4") + "cached_input = 0.1"

    assert load_providers_file(text).prices == (
        FilePrice(model="lab/alpha", input=1, output=2.5),
        FilePrice(model="openai/gpt-5.4", input=1, output=2.5, cached_input=0.1),
    )
    assert load_providers_file(text).providers == load_providers_file(LAB).providers
    assert load_providers_file(LAB).prices == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"lab/alpha"', '"alpha"'), "write provider/model"),
        (('"lab/alpha"', '"nobody/alpha"'), "one of the providers.*lab"),
        (('"lab/alpha"', '"sim/A"'), "one of the providers"),
        (('"lab/alpha"', '"lab/a b"'), "write provider/model"),
        (('"lab/alpha"', '"lab/*"'), "write provider/model"),
        (("input = 1", "input = -1"), "input must be US dollars"),
        (("input = 1", "input = nan"), "input must be US dollars"),
        (("output = 2.5", "output = inf"), "output must be US dollars"),
        (("output = 2.5", 'output = "2"'), "output"),
        (("output = 2.5", ""), "output"),
        (("output = 2.5", "output = 1\ncached_input = -0.1"), "cached_input must"),
        (("output = 2.5", "output = 1\ncache_write = -0.1"), "cache_write must"),
        (("output = 2.5", "output = 1\ncontext_window = 0"), "context_window must"),
        (("output = 2.5", "output = 1\ncolour = 1"), "colour"),
        (("output = 2.5", f"output = 1{PRICE}"), "given twice"),
    ],
)
def test_what_is_wrong_with_a_price_is_said_in_a_sentence(
    change: tuple[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as raised:
        load_providers_file(LAB + PRICE.replace(*change))

    assert str(raised.value).startswith("ROUNDTABLE_PROVIDERS_FILE")
    assert str(raised.value).endswith(".")


LIMIT = """
[[limit]]
provider = "lab"
concurrency = 8
"""


def test_the_file_may_give_limits_to_any_provider() -> None:
    others = (
        '[[limit]]\nprovider = "openai"\nrequests_per_minute = 60\n'
        '[[limit]]\nprovider = "sim"\ntokens_per_minute = 1000\n'
    )

    assert load_providers_file(LAB + LIMIT + others).limits == (
        FileLimit(provider="lab", concurrency=8),
        FileLimit(provider="openai", requests_per_minute=60),
        FileLimit(provider="sim", tokens_per_minute=1000),
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"lab"', '"nobody"'), "one of the providers.*lab"),
        (('"lab"', '"openai/gpt-5.4"'), "one of the providers"),
        (("= 8", "= 0"), "concurrency must be a number, 1 or more"),
        (("= 8", "= -1"), "concurrency must be"),
        (("= 8", "= 8\nrequests_per_minute = 0"), "requests_per_minute must be"),
        (("= 8", "= 8\ntokens_per_minute = -5"), "tokens_per_minute must be"),
        (("= 8", '= "8"'), "concurrency"),
        (("= 8", "= 1.5"), "concurrency"),
        (("= 8", "= true"), "concurrency"),
        (("concurrency = 8", ""), "at least one of concurrency"),
        (("= 8", "= 8\ncolour = 1"), "colour"),
        (("= 8", f"= 8\n{LIMIT}"), "given twice"),
    ],
)
def test_what_is_wrong_with_a_limit_is_said_in_a_sentence(
    change: tuple[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as raised:
        load_providers_file(LAB + LIMIT.replace(*change))

    assert str(raised.value).startswith("ROUNDTABLE_PROVIDERS_FILE")
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize("key", ["sk-hunter2-literal", "hunter2", "LAB KEY", ""])
def test_a_key_in_the_place_of_its_variable_stops_the_start_and_is_not_repeated(key: str) -> None:
    text = f'[[provider]]\nname = "lab"\nbase_url = "http://x/v1"\napi_key_env = "{key}"'

    with pytest.raises(SettingsError, match="name of an environment variable") as raised:
        load_providers_file(text)

    assert not key or key not in str(raised.value)


def test_a_model_is_listed_once() -> None:
    text = '[[provider]]\nname = "lab"\nbase_url = "http://x/v1"\nmodels = ["a", "b", "a"]'

    with pytest.raises(SettingsError, match="twice"):
        load_providers_file(text)
