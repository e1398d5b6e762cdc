#!/bin/sh
# Prepares nnviz in the folder .venv beside this file. Run it again whenever you like: when there is
# nothing to do, it says so and ends. PYTHON=/path/to/python3 sh setup.sh chooses the Python.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$here"
venv=$here/.venv
stamp=$venv/.nnviz-setup

say() { printf '%s\n' "nnviz setup: $*"; }
fail() { printf '%s\n' "nnviz setup: $*" >&2; exit 1; }

# --- Python 3.11 or newer ----------------------------------------------------------------------
find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# --- The few system libraries that Qt needs on Linux -------------------------------------------
# library:Debian package
libraries='libEGL.so.1:libegl1 libGL.so.1:libgl1 libdbus-1.so.3:libdbus-1-3
libfontconfig.so.1:libfontconfig1 libglib-2.0.so.0:libglib2.0-0
libxkbcommon-x11.so.0:libxkbcommon-x11-0 libxcb-cursor.so.0:libxcb-cursor0
libxcb-icccm.so.4:libxcb-icccm4 libxcb-keysyms.so.1:libxcb-keysyms1 libxcb-shape.so.0:libxcb-shape0'

missing_packages() {
    known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null) || return 0
    for pair in $libraries; do
        case $known in
            *"${pair%%:*} "*) ;;
            *) printf '%s ' "${pair#*:}" ;;
        esac
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

install_with_apt() {
    # A fresh system may have no package lists yet, an old one outdated ones.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
        { as_root apt-get update &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }
}

check_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null; then
        say "Qt may lack system libraries, known on Debian as: $missing"
        say "If the window does not open, install them with your system's package manager."
        return 0
    fi
    say "Qt needs these system libraries, which are missing: $missing"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        say "installing them needs an administrator. Please have them run: apt-get install $missing"
        return 0
    fi
    # shellcheck disable=SC2086 # one word per package
    if ! install_with_apt $missing; then
        say "that did not work. Please run, as administrator: apt-get install $missing"
    fi
}

# --- The environment ---------------------------------------------------------------------------
# What the environment was made from; the folder is part of it, since its scripts name that folder.
fingerprint() {
    cat setup.sh requirements.lock pyproject.toml | cksum
    printf '%s\n' "$here"
    "$venv/bin/python" -c 'import sys; print(sys.version)' 2>/dev/null
}

make_environment() {
    if "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
        { [ ! -e "$stamp" ] || grep -qxF "$here" "$stamp"; }; then
        say "using the environment .venv"
    else
        say "making the environment .venv with $python"
        # Without pip, for Debian's python3 brings no ensurepip.
        "$python" -m venv --clear --without-pip "$venv" ||
            fail "$python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"
    fi
}

# pip of the system's Python works on .venv from outside; else .venv gets its own.
pip() {
    if "$python" -m pip --python "$venv/bin/python" --version >/dev/null 2>&1; then
        "$python" -m pip --python "$venv/bin/python" "$@"
    elif "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null 2>&1; then
        "$venv/bin/python" -m pip "$@"
    else
        fail "no pip was found. On Debian and Ubuntu: apt-get install python3-pip"
    fi
}

install_packages() {
    say "installing the packages of requirements.lock (about 190 MB to download the first time)"
    pip install --disable-pip-version-check --no-input --no-user --require-hashes --only-binary :all: \
        --requirement requirements.lock ||
        fail "the packages could not be installed: pip's last lines above say why. Then run sh setup.sh again."
    say "installing nnviz itself"
    pip install --disable-pip-version-check --no-input --no-user --quiet --no-index --no-deps \
        --no-build-isolation --editable . ||
        fail "nnviz itself could not be installed: pip's last lines above say why."
}

check_libraries
if [ -e "$stamp" ] && [ "$(fingerprint)" = "$(cat "$stamp")" ]; then
    say "all is ready, nothing to do"
else
    python=$(find_python) || fail "nnviz needs Python 3.11 or newer, and none was found."
    make_environment
    rm -f "$stamp"
    install_packages
    fingerprint >"$stamp"
    say "ready. Start nnviz with .venv/bin/nnviz"
fi
