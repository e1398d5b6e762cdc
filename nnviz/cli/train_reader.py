"""``nnviz train-reader``: make the weights that nnviz comes with anew, from scikit-learn's digits alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nnviz.assets import asset_path
from nnviz.cli.parser import Parser
from nnviz.files.outputs import check_output
from nnviz.said import translate
from nnviz.training.reader import train_reader, write_reader


def main(arguments: Sequence[str]) -> int:
    """Train the Reader, say how good it became, write its file."""
    parser = Parser(
        prog="nnviz train-reader", description=translate("Cli", "Train the network that reads drawings.")
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE.npz",
        help=translate("Cli", "where to write it (default: nnviz's own)"),
    )
    output = parser.parse_args(arguments).output or asset_path() / "reader.npz"
    check_output(output)
    reader = train_reader()
    metrics = reader.metrics
    write_reader(reader, output)
    print(
        f"{metrics.epoch} epochs: right {metrics.train_accuracy:.2%} of the digits learned, "
        f"{metrics.test_accuracy:.2%} of the test digits; temperature {reader.temperature:.3f}, "
        f"limit {reader.limit:.3f}; written to “{output}”"
    )
    return 0
