"""The options of a folder of pictures, for every command that runs an Experiment."""

from __future__ import annotations

from argparse import BooleanOptionalAction, Namespace
from dataclasses import replace
from pathlib import Path

from nnviz.cli.ending import say
from nnviz.cli.parser import Parser
from nnviz.data.own.own import Own
from nnviz.data.own.picture_reading import read_pictures
from nnviz.data.own.pictures import SIDES, SPLITS, PictureRecipe, pictures_of, read_recipe, usual_recipe
from nnviz.said import translate
from nnviz.training.own_pictures import own_pictures

#: Options that say nothing without a folder.
_OF_PICTURES = ("labels", "side", "colour", "black", "split_pictures")


def add_picture_options(parser: Parser) -> None:
    """Add ``--images``, and how the pictures enter."""
    add = parser.add_argument_group(translate("Cli", "pictures of your own")).add_argument
    add("--images", type=Path, metavar="DIR",
        help=translate("Cli", "learn from the pictures in a folder, each class in a subfolder"))  # fmt: skip
    add("--labels", type=Path, metavar="FILE.csv",
        help=translate("Cli", "a table of file and class, instead of subfolders"))  # fmt: skip
    add("--side", type=int, metavar="N",
        help=translate("Cli", "pixels wide and high, {low} to {high} (default: their own, up to 28)").format(
            low=SIDES[0], high=SIDES[1]))  # fmt: skip
    add("--colour", action=BooleanOptionalAction, default=None,
        help=translate("Cli", "red, green and blue enter, instead of grey"))  # fmt: skip
    add("--black", action=BooleanOptionalAction, default=None,
        help=translate("Cli", "black enters as 1, as ink (default: where the edges are light)"))  # fmt: skip
    add("--split-pictures", metavar="NAME",
        help=translate("Cli", "which pictures are tested: {names}").format(
            names=", ".join(SPLITS)))  # fmt: skip


def own_pictures_of(options: Namespace) -> Own | None:
    """The pictures that the options describe, None where they name none. Raises ``ValueError`` with one
    sentence."""
    if options.images is None:
        given = next((name for name in _OF_PICTURES if getattr(options, name) is not None), None)
        if given:
            raise ValueError(
                translate("Cli", "--{option} is about pictures: name their folder with --images.").format(
                    option=given.replace("_", "-")
                )
            )
        return None
    if options.split_pictures not in (None, *SPLITS):
        raise ValueError(
            translate("Cli", "--{option} is one of {names}, not “{value}”.").format(
                option="split-pictures", names=", ".join(SPLITS), value=options.split_pictures
            )
        )
    asked = {
        "side": options.side,
        "colour": options.colour,
        "dark": options.black,
        "split_by": options.split_pictures,
    }
    given_ways = {name: value for name, value in asked.items() if value is not None}
    read_recipe(replace(PictureRecipe(), **given_ways).to_dict())  # said before a folder is read for nothing
    found = read_pictures(options.images, options.labels)
    for sentence in found.skipped:
        say(translate("Cli", "skipped: {sentence}").format(sentence=sentence))
    recipe = usual_recipe(pictures_of(found.content))
    recipe = replace(recipe, **given_ways)
    return own_pictures(found.content, read_recipe(recipe.to_dict()))
