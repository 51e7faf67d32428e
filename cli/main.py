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

from service.domain.errors import RoundtableError, SettingsError

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
    try:
        status = commands.main(arguments, prog_name="roundtable", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort as error:
        return INTERRUPTED if isinstance(error.__cause__, KeyboardInterrupt) else FAILED
    except OSError as error:
        if error.errno not in UNPRINTABLE:
            raise
        # Without this the interpreter would complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if said := UNPRINTABLE[error.errno]:
            click.echo(f"roundtable: {said}", err=True)
        return FAILED
    except SettingsError as error:
        click.echo(f"roundtable: {error}", err=True)
        return WRONG_USE
    except RoundtableError as error:
        click.echo(f"roundtable: {error}", err=True)
        return FAILED
    return int(status or OK)


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
