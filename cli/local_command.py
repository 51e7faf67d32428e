"""`roundtable local`."""

import asyncio
from pathlib import Path

import click

from cli.local_model import FILE_NAME, MODEL_ID, find_model
from cli.local_server import MOST_THREADS, SLOTS, LocalPlace, open_server
from cli.options import loopback_options
from cli.running import run
from service.settings import read_settings

LOCAL_PORT = 8080
LOCAL_HINT = """\
The local model is served at {url}, as {model}; Ctrl-C stops it.
It argues badly, but it is real. To let it debate, in two other terminals:

  LLAMACPP_BASE_URL={url} .venv/bin/roundtable dev

  .venv/bin/roundtable debate "Is a hot dog a sandwich?" -o Yes -o No --rounds 2 \\
    -m llamacpp/{model} -m llamacpp/{model} -m llamacpp/{model}
"""


@click.command("local")
@loopback_options(LOCAL_PORT)
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Where {FILE_NAME} is. Default: models/ in ROUNDTABLE_DATA_DIR, else where"
    " `make local` has installed it.",
)
@click.option(
    "--slots",
    type=click.IntRange(1, 64),
    default=SLOTS,
    show_default=True,
    metavar="NUMBER",
    help="Seats that are answered at a time; more wait. Each takes up to 100 MB.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 256),
    metavar="NUMBER",
    help=f"Threads to think with. Default: one for each processor, {MOST_THREADS} at most.",
)
def local_command(
    host: str, port: int, model: Path | None, slots: int, threads: int | None
) -> int:
    """Serve a small, real model on this machine; no key needed.

    It speaks OpenAI's API on loopback, and has 135 million parameters: it argues badly.
    """
    settings = read_settings()
    place = LocalPlace(host=host, port=port, slots=slots, threads=threads)
    found = find_model(settings.data_dir, given=model)

    async def keep(stop: asyncio.Event) -> int:
        async with open_server(settings, found, place) as url:
            click.echo(LOCAL_HINT.format(url=url, model=MODEL_ID))
            await stop.wait()
        return 0

    return run(keep)
