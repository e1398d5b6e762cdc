"""As much of OpenML, on this computer, as scikit-learn's ``fetch_openml`` asks for."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Put into a child's PYTHONPATH as sitecustomize.py, this sends it here instead of to OpenML.
_DETOUR = """
import urllib.request
from urllib.request import Request, urlopen as _urlopen

def urlopen(request, *args, **settings):
    url = request.full_url.replace("https://www.openml.org", "{address}")
    assert url.startswith("{address}"), url
    return _urlopen(Request(url, headers=dict(request.header_items())), *args, **settings)

urllib.request.urlopen = urlopen
"""


@dataclass
class OpenML:
    """What the server has: ARFF files by number; ``drip`` seconds pass before each chunk of a download."""

    address: str = ""
    files: dict[int, bytes] = field(default_factory=dict)
    columns: dict[int, int] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    drip: float = 0.0
    status: int = 200
    wrong: bool = False  # files are not what their checksum says

    def publish(self, number: int, pictures: NDArray[np.uint8], labels: NDArray[np.uint8]) -> None:
        """Offer pictures (n, d) and labels (n,) as the set of that number."""
        lines = [f"@attribute input{i + 1} numeric" for i in range(pictures.shape[1])]
        names = ",".join(str(i) for i in range(10))
        lines = ["@relation digits", *lines, f"@attribute class {{{names}}}", "@data"]
        lines += [",".join(map(str, [*row, label])) for row, label in zip(pictures, labels, strict=True)]
        self.files[number] = "\n".join([*lines, ""]).encode()
        self.columns[number], self.rows[number] = pictures.shape[1], len(pictures)

    def hide_from(self, folder: Path) -> Path:
        """A folder for PYTHONPATH that sends a child process here."""
        folder.mkdir(exist_ok=True)
        (folder / "sitecustomize.py").write_text(_DETOUR.format(address=self.address))
        return folder

    def answer(self, path: str) -> bytes | None:
        """What is at a path: JSON, or a file, packed."""
        kind, number = ("data", int(path.split("/")[4])) if "/download/" in path else ("", -1)
        if kind:
            return gzip.compress(self.files[number] + b"1" * self.wrong) if number in self.files else None
        number = int(path.rsplit("/", 1)[1])
        if number not in self.files:
            return None
        if "/features/" in path:
            return json.dumps({"data_features": {"feature": self._features(number)}}).encode()
        if "/qualities/" in path:
            quality = {"name": "NumberOfInstances", "value": str(self.rows[number])}
            return json.dumps({"data_qualities": {"quality": [quality]}}).encode()
        about = {
            "id": str(number),
            "name": "digits",
            "version": "1",
            "description": "made for a test",
            "status": "active",
            "format": "ARFF",
            "file_id": str(number),
            "url": f"https://www.openml.org/data/v1/download/{number}/digits.arff",
            "md5_checksum": hashlib.md5(self.files[number]).hexdigest(),
        }
        return json.dumps({"data_set_description": about}).encode()

    def _features(self, number: int) -> list[dict[str, str]]:
        count = self.columns[number]
        return [
            {
                "index": str(i),
                "name": f"input{i + 1}" if i < count else "class",
                "data_type": "numeric" if i < count else "nominal",
                "is_target": "false" if i < count else "true",
                "is_ignore": "false",
                "is_row_identifier": "false",
                "number_of_missing_values": "0",
            }
            for i in range(count + 1)
        ]


@contextmanager
def openml_server() -> Iterator[OpenML]:
    """The server, until the end of the block."""
    openml = OpenML()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            openml.asked.append(self.path)
            content = openml.answer(self.path)
            self.send_response(412 if content is None else openml.status)
            if "/download/" in self.path:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            for start in range(0, len(content or b""), 4096):
                if openml.drip and "/download/" in self.path:
                    time.sleep(openml.drip)
                try:
                    self.wfile.write(content[start : start + 4096])
                except OSError:  # whoever asked has gone
                    return

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    openml.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield openml
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
