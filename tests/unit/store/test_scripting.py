"""Errors of Redis by which it says that it cannot write now; what scripts are put together of."""

import pytest
from redis.exceptions import ResponseError

from service.domain.errors import StoreUnavailableError
from service.store.scripting import answered, linked

OLD = "Error running script (call to f_0a9a51ee): @user_script:41: @user_script: 41: "
"""How servers before Redis 7 begin the error that a command had within a script."""


async def refused(message: str) -> None:
    raise ResponseError(message)


@pytest.mark.parametrize(
    "message",
    [
        "MISCONF Errors writing to the AOF file: No space left on device",
        "-NOREPLICAS Not enough good replicas to write.",
        "BUSY Redis is busy running a script.",
        f"{OLD}-NOPERM this user has no permissions to run the 'set' command",
        "Protocol error: unauthenticated multibulk length",
        "Command # 2 (INCRBY arq:retry:1 1) of pipeline caused error: ('MISCONF No space left',)",
        f"{OLD}-OOM command not allowed when used memory > 'maxmemory'.",
        f"{OLD}-READONLY You can't write against a read only replica.",
        f"{OLD}-MISCONF Errors writing to the AOF file: No space left on device",
    ],
)
async def test_a_server_that_cannot_write_now_is_unavailable(message: str) -> None:
    with pytest.raises(StoreUnavailableError):
        await answered(refused(message))


@pytest.mark.parametrize(
    "message",
    [
        "WRONGTYPE Operation against a key holding the wrong kind of value",
        "BUSYGROUP Consumer Group name already exists",
        f"{OLD}-WRONGTYPE Operation against a key holding the wrong kind of value",
        "Error running script: '-OOM' is no number",
    ],
)
async def test_any_other_error_is_a_bug_and_stays_one(message: str) -> None:
    with pytest.raises(ResponseError):
        await answered(refused(message))


COMMON = """-- What follows is common.
local p = ARGV[1]

local LIMIT, SPAN = 1, 2

local function first(x)
  return x
end

-- Unlike alone, this needs another.
local function second(x)
  return first(x) + SPAN
end

local function third(x)
  return second(first(x))
end

local function alone()
  return p
end
"""


def test_a_script_is_put_behind_what_it_names_and_what_that_names_before_it() -> None:
    assert linked(COMMON, "return third(1)\n") == (
        "local LIMIT, SPAN = 1, 2\n"
        "local function first(x)\n  return x\nend\n"
        "local function second(x)\n  return first(x) + SPAN\nend\n"
        "local function third(x)\n  return second(first(x))\nend\n"
        "return third(1)\n"
    )


def test_a_script_that_names_nothing_common_stands_alone() -> None:
    assert linked(COMMON, "-- Not alone.\nreturn 1\n") == "return 1\n"
