"""Where the command begins: Ctrl-C while it is still being loaded ends it as it does later."""

INTERRUPTED = 130


def main() -> int:
    """Run the command line; return its exit status."""
    try:
        # Loading takes a second or two.
        from cli.main import main as run  # noqa: PLC0415

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED
