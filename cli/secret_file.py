"""The key that `dev` makes for itself: in its data folder, for the owner alone.

Without `ROUNDTABLE_SECRET_KEY`, secrets of webhooks are encrypted with it; it is as good as the
data beside it, and nobody has to think of one to try webhooks.
"""

import os
import secrets
from pathlib import Path

from msgspec.structs import replace

from service.domain.errors import SettingsError
from service.settings import Settings, read_secret_keys

FILE_NAME = "secret.key"
RANDOM_BYTES = 32


def with_secret_key(settings: Settings) -> Settings:
    """Return the settings with a secret key: the one that is set, else that of the data folder.

    Raises `SettingsError` when that can neither be read nor made.
    """
    if settings.secret_keys:
        return settings
    path = settings.data_dir.expanduser().resolve() / FILE_NAME
    try:
        keys = read_secret_keys(_kept(path))
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{path} can be neither read nor made ({error}): set ROUNDTABLE_SECRET_KEY, or"
            " ROUNDTABLE_DATA_DIR to a folder of yours."
        ) from error
    return replace(settings, secret_keys=keys)


def _kept(path: Path) -> str:
    """Return what the file holds; who comes first makes it, whole or not at all."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
    return path.read_text(encoding="utf-8")


def _make(path: Path) -> None:
    draft = path.with_name(f".{FILE_NAME}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{secrets.token_urlsafe(RANDOM_BYTES)}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            # Unlike a rename, it does not replace what another start has made meanwhile.
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
