"""The command ends as it should from its first moment on."""

import signal
import subprocess
import sys

from tests.support.patience import PATIENCE_S

BEGIN = "import sys; from cli.entry import main; sys.exit(main())"


def test_ctrl_c_while_the_command_is_loaded_is_no_error() -> None:
    command = (sys.executable, "-X", "importtime", "-c", BEGIN, "config")
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as loading:
        assert loading.stderr is not None
        assert any(b"click.core" in line for line in loading.stderr)
        loading.send_signal(signal.SIGINT)
        _, rest = loading.communicate(timeout=PATIENCE_S)

    assert loading.returncode == 130
    assert b"Traceback" not in rest
