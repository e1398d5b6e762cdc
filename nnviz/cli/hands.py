"""``nnviz hands``: more handwriting to learn from: fetched, opened, listed, deleted."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from threadpoolctl import threadpool_limits

from nnviz.cli.parser import Parser
from nnviz.cli.progress import Progress
from nnviz.data.hands.drawings import read_drawings
from nnviz.data.hands.openml import fetch
from nnviz.data.hands.published import PUBLISHED
from nnviz.data.hands.store import (
    delete_set,
    free_name,
    kept_sets,
    my_digits_file,
    own_reader_file,
    place_for,
    read_set,
    same_set,
    set_name,
    write_set,
)
from nnviz.files.outputs import check_output
from nnviz.files.pictures import Taken, open_pictures
from nnviz.said import translate
from nnviz.training.hands import train_with_hands, write_own_reader

Tell = Callable[[str, float | None], None]


def main(arguments: Sequence[str]) -> int:
    """List the sets, or do what is asked for; with ``--json`` a line for each thing that happens.

    Lines are objects: ``doing`` with ``share`` (0..1 or null) while something goes on, and in the end ``set``
    with ``pictures``, and with ``notes``, sentences, where there is something to say.
    """
    options = _parser().parse_args(arguments)
    commands: dict[str | None, Callable[[Namespace], None]] = {
        None: _list,
        "list": _list,
        "get": _get,
        "open": _open,
        "delete": _delete,
        "train": _train,
    }
    commands[options.command](options)
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="nnviz hands",
        description=translate(
            "Cli", "More handwriting to learn from: “nnviz train --data hands” takes all there is."
        ),
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("list", help=translate("Cli", "list what is there (the default)"))
    get = commands.add_parser("get", help=translate("Cli", "get a published set from OpenML"))
    get.add_argument("name", metavar="NAME", help=", ".join(PUBLISHED))
    files = commands.add_parser("open", help=translate("Cli", "take in pictures from a file or folder"))
    files.add_argument(
        "path", type=Path, metavar="PATH", help=translate("Cli", "IDX file, .npz file, or folder of pictures")
    )
    files.add_argument(
        "--name", metavar="NAME", help=translate("Cli", "what to call the set (default: by the file)")
    )
    files.add_argument(
        "--replace", action="store_true", help=translate("Cli", "in place of a set that is called so")
    )
    train = commands.add_parser(
        "train", help=translate("Cli", "train the Reader anew with every set, for the window")
    )
    train.add_argument(
        "--shipped", action="store_true", help=translate("Cli", "go back to the Reader nnviz comes with")
    )
    for command in (get, files, train):
        command.add_argument("--json", action="store_true", help=translate("Cli", "print JSON objects"))
    delete = commands.add_parser("delete", help=translate("Cli", "delete a set"))
    delete.add_argument("name", metavar="NAME")
    return parser


def _list(options: Namespace) -> None:
    kept = kept_sets()
    for name in kept:
        _list_one(name, partial(_labels, name))
    if my_digits_file().exists():
        _list_one("My digits", _own_labels)
    for name in sorted(PUBLISHED.keys() - {*kept}):
        print(f"{name:26}not here yet; “nnviz hands get {name}” gets it: {PUBLISHED[name].purpose}")


def _labels(name: str) -> ArrayLike:
    return read_set(name)[1]


def _own_labels() -> ArrayLike:
    return [digit.label for digit in read_drawings(my_digits_file())]


def _list_one(name: str, labels: Callable[[], ArrayLike]) -> None:
    """A line about a set; one that is damaged keeps no other from being listed."""
    try:
        counts = np.bincount(np.asarray(labels(), dtype=np.int64), minlength=10)
    except ValueError as sentence:
        print(f"{name:26}{sentence}")
        return
    print(f"{name:26}{counts.sum():7,} pictures: {', '.join(f'{n:,} of {i}' for i, n in enumerate(counts))}")


def _get(options: Namespace) -> None:
    def fetched(tell: Tell) -> Taken:
        counts, labels, pixels = fetch(options.name, tell)
        return Taken(counts, labels, pixels=pixels)

    _keep(options, options.name, fetched)


def _open(options: Namespace) -> None:
    """Keep what a file or folder has, under a name of its own: no set takes another's place unasked."""
    path, given = options.path.absolute(), options.name
    name = given if given is not None else set_name(path.name if path.is_dir() else path.name.split(".")[0])
    if name in PUBLISHED:
        name = f"my-{name}"
    if given is None and not options.replace:
        name = free_name(name)
    elif name in kept_sets() and not options.replace:
        raise ValueError(
            translate(
                "Cli", "There is a set “{name}” already: --replace replaces it, or choose another --name."
            ).format(name=name)
        )
    _keep(
        options,
        name,
        lambda tell: open_pictures(options.path, partial(tell, "count")),
        new=given is None and not options.replace,
    )


def _delete(options: Namespace) -> None:
    delete_set(options.name)


def _train(options: Namespace) -> None:
    kept = own_reader_file()
    if options.shipped:
        kept.unlink(missing_ok=True)
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    check_output(kept)
    with Progress() as progress, threadpool_limits(limits=1, user_api="blas"):
        tell = _json if options.json else progress.show_doing
        tell("train", 0.0)
        reader, pictures = train_with_hands(partial(tell, "train"))
    write_own_reader(reader)
    if options.json:
        print(json.dumps({"set": "", "pictures": pictures}), flush=True)
    else:
        right = reader.metrics.test_accuracy
        print(f"The Reader has learned from {pictures:,} more; it reads {right:.2%} of the test digits.")


def _keep(options: Namespace, name: str, make: Callable[[Tell], Taken], *, new: bool = False) -> None:
    """Make a set and keep it; one that is to be ``new`` must not be there under another name."""
    check_output(place_for(name))
    with Progress() as progress:
        taken = make(_json if options.json else progress.show_doing)
    if new and (known := same_set(taken.counts, taken.labels)) is not None:
        raise ValueError(
            translate("Cli", "These pictures are there already: they are the set “{known}”.").format(
                known=known
            )
        )
    write_set(name, taken.counts, taken.labels, taken.pixels)
    if options.json:
        notes = {"notes": list(taken.notes)} if taken.notes else {}
        print(json.dumps({"set": name, "pictures": len(taken.labels), **notes}), flush=True)
    else:
        print(f"{name}: {len(taken.labels):,} pictures; “nnviz train --data hands” learns from them too.")
        for note in taken.notes:
            print(note)


def _json(doing: str, share: float | None) -> None:
    print(json.dumps({"doing": doing, "share": share}), flush=True)
