"""Where fonts, icons, texts and trained weights are found.

The wheel carries the folder ``resources`` as ``nnviz/resources``; in a checkout (and an editable
installation of it) it stands beside the package.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

__all__ = ["asset_path", "package_parent", "read_asset"]


def package_parent() -> Path:
    """The folder in which Python finds nnviz: that of a checkout, or of an installation."""
    return Path(str(files("nnviz"))).parent


def _root() -> Path:
    """The folder of all assets. Python packages are installed unpacked, hence a real path."""
    package = Path(str(files("nnviz")))
    packed = package / "resources"
    return packed if packed.is_dir() else package.parent / "resources"


def asset_path(*parts: str) -> Path:
    """The path of an asset, for example ``asset_path("icons", "play.svg")``.

    Without parts, the folder of all assets. A folder is an asset too. Raises ``FileNotFoundError``,
    naming the asset, if there is none.
    """
    path = _root().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(
            f"nnviz's file {'/'.join(parts) or 'resources'} is missing: install nnviz again."
        )
    return path


def read_asset(*parts: str) -> bytes:
    """The contents of an asset. Raises ``FileNotFoundError`` as ``asset_path`` does."""
    return asset_path(*parts).read_bytes()
