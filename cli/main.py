"""The `roundtable` command: what can be run, and how it ends.

A new command is a row of `COMMANDS`, and loaded when it is asked for: no command waits for what
others need. Expected errors are one sentence on standard error: status 2 when settings or usage
are at fault, else 1.
"""

import errno
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import cast

import click
from typing_extensions import override

from cli.lines import for_machines, log_everything
from service.domain.errors import RoundtableError, SettingsError
from service.telemetry import logger

log = logger(__name__)

OK, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
COMMANDS: Mapping[str, str] = {
    "config": "cli.config_command:config_command",
    "debate": "cli.debate_commands:debate_command",
    "demo": "cli.demo_command:demo_command",
    "dev": "cli.dev_command:dev_command",
    "keys": "cli.key_commands:keys_commands",
    "local": "cli.local_command:local_command",
    "openapi": "cli.openapi_command:openapi_command",
    "report": "cli.report_command:report_command",
    "serve": "cli.serve_command:serve_command",
    "tenants": "cli.tenant_commands:tenants_commands",
    "watch": "cli.debate_commands:watch_command",
    "webhooks": "cli.webhook_commands:webhooks_commands",
    "worker": "cli.worker_command:worker_command",
}
"""Where each is: module, and name in it."""
UNPRINTABLE = {
    errno.EPIPE: None,
    errno.ENOSPC: "There is no room left for what is to be printed.",
    errno.EDQUOT: "No more may be kept there: there is no room for what is to be printed.",
}
"""Why nothing more can be written to standard output; there is nothing to say to who has left."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    machines = for_machines(sys.argv[1:] if arguments is None else arguments)
    if machines:
        log_everything()
    try:
        status = commands.main(arguments, prog_name="roundtable", standalone_mode=False)
    except click.Abort as error:
        return INTERRUPTED if isinstance(error.__cause__, KeyboardInterrupt) else FAILED
    except click.ClickException as error:
        if not machines:
            error.show()
            return error.exit_code
        return _failed(error.format_message(), error.exit_code, machines=True)
    except (RoundtableError, OSError) as error:
        status = WRONG_USE if isinstance(error, SettingsError) else FAILED
        return _failed(_sentence(error), status, machines=machines)
    return int(status or OK)


def _sentence(error: RoundtableError | OSError) -> str | None:
    """Return what is to be said of an error, or raise it if it is none that is expected."""
    if isinstance(error, RoundtableError):
        return str(error)
    if error.errno not in UNPRINTABLE:
        raise error
    # Without this the interpreter would complain when it flushes.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return UNPRINTABLE[error.errno]


def _failed(said: str | None, status: int, *, machines: bool) -> int:
    """Say why a command has ended; return its status."""
    if machines:
        log.error("command_failed", error=said, status=status)
    elif said:
        click.echo(f"roundtable: {said}", err=True)
    return status


class Loading(click.Group):
    """The commands, each loaded when it is asked for."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return cast("click.Command", getattr(importlib.import_module(module), name))


@click.group(
    name="roundtable", cls=Loading, context_settings={"help_option_names": ["-h", "--help"]}
)
def commands() -> None:
    """Put a question to a panel of language models, and get votes, arguments and a summary.

    `roundtable demo` shows a debate and needs nothing; `roundtable dev` serves the API with
    everything included.
    """
