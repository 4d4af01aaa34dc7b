"""`nutgraf serve` as a user runs it."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

NUTGRAF = Path(sys.executable).with_name("nutgraf")


def test_ctrl_c_ends_it_quietly(out: Path) -> None:
    with subprocess.Popen(
        [NUTGRAF, "serve", out, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        address = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
        assert address
        with urllib.request.urlopen(address.group(), timeout=30) as page:  # noqa: S310 - it answers, so it runs
            assert page.status == 200
        server.send_signal(signal.SIGINT)
        _, complaints = server.communicate(timeout=30)
    assert (server.returncode, complaints) == (0, "")


def test_a_port_in_use_is_one_line(out: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([NUTGRAF, "serve", out, "--port", port], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr == f"nutgraf: cannot listen on 127.0.0.1 port {port}: Address already in use\n"


def test_no_dataset_is_one_line(tmp_path: Path) -> None:
    done = subprocess.run([NUTGRAF, "serve", tmp_path], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "holds no dataset" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("missing", ["starlette", "jinja2", "uvicorn"])
def test_without_the_extra_it_says_what_to_install(missing: str, out: Path) -> None:
    arguments = ["nutgraf", "serve", str(out)]
    code = f"import sys; sys.modules[{missing!r}] = None; sys.argv = {arguments}; from nutgraf.cli import run; run()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, f"nutgraf: serve needs {missing}: pip install 'nutgraf[serve]'\n")
