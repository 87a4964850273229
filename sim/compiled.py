"""Compiling the kernels once, and keeping what was compiled under a key that no change of code can outlive.

Numba's own cache looks at one file's time stamp and misses a change in a function that the file calls. So the cache
folder carries a digest of every source file of the package that takes part in compiled code: edited code finds no
stale machine code, and two versions of the project do not disturb each other.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core import cgutils
from numba.core.caching import IndexDataCacheFile
from numba.extending import intrinsic

try:
    import fcntl
except ImportError:  # another system than Linux or macOS
    fcntl = None  # type: ignore[assignment]

_PACKAGE = Path(__file__).parent
_SOURCES = ("*.py", "kernels/*.py", "population/*.py", "world/*.py", "incentives/*.py", "departments/*.py",
    "record/series.py",
    "record/sight.py",
    "record/specifications.py",
            "organisation/*.py")  # fmt: skip
_AHEAD = 4  # rows: far enough that memory answers in time
_CACHE_LINE = 64  # bytes
_FLAG = cgutils.ir.IntType(32)
_READ_AND_KEEP = 0, 3, 1  # of LLVM's prefetch: to read, in every cache, data
_addresses: dict[Any, tuple[int, ...]] = {}
Function = TypeVar("Function", bound=Callable[..., object])


@cache
def code_digest() -> str:
    """Twelve hexadecimal digits that change whenever the model's code does."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(_PACKAGE.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _cache_root() -> Path:
    chosen = os.environ.get("TASUKI_CACHE_DIR")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tasuki"


@cache
def cache_folder() -> Path:
    """The folder of this version's machine code; a temporary one where the usual place cannot be written.

    Each Python and each Numba has one of its own: neither reads the other's machine code.
    """
    name = f"kernels-{code_digest()}-{sys.implementation.cache_tag}-numba-{numba.__version__}"
    folder = _cache_root() / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"tasuki-{os.getuid()}-{name}"
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def is_cold(function: Any) -> bool:
    """Whether this version has never compiled the kernel ``function`` to the end on this machine."""
    kept = cache_folder().rglob(f"*.{function.__name__}-*.nbi")
    return not numba.config.DISABLE_JIT and next(kept, None) is None


def _compile(function: Function, **options: object) -> Function:
    """Compile on first use; the plain-Python twin stays reachable as ``.py_func``."""
    numba.config.CACHE_DIR = str(cache_folder())
    return cast(Function, numba.njit(error_model="numpy", **options)(function))


def kernel(function: Function) -> Function:
    """Compile ``function`` for itself, and as a part of the machine code of all that call it."""
    return _compile(function, cache=True, forceinline=True)


def phase(function: Function) -> Function:
    """Compile ``function`` for itself alone, once: ``jump`` jumps to it, and no machine code holds a copy of it."""
    return _compile(function, cache=True)


def part(function: Function) -> Function:
    """Write ``function`` out where it is called, before anything is compiled: for what is called in one place."""
    return _compile(function, inline="always")


def _in_turn(save: Callable[[Any, Any, Any], None]) -> Callable[[Any, Any, Any], None]:
    @wraps(save)
    def save_in_turn(self: Any, key: Any, data: Any) -> None:
        with (cache_folder() / "turn").open("w") as turn:
            if fcntl:
                fcntl.flock(turn, fcntl.LOCK_EX)
            save(self, key, data)

    return save_in_turn


# Numba names the file of a kernel's machine code after the index that it read before: two processes that keep code of
# one kernel for different types in the same moment would write into one file.
IndexDataCacheFile.save = _in_turn(IndexDataCacheFile.save)


def _borrow(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, numba.types.BaseTuple):
        parts = zip(kind.types, cgutils.unpack_tuple(builder, value), strict=True)
        return context.make_tuple(builder, kind, [_borrow(context, builder, *each) for each in parts])
    array = context.make_array(kind)(context, builder, value=value)
    array.meminfo = cgutils.get_null_value(array.meminfo.type)
    return array._getvalue()


@intrinsic  # type: ignore[untyped-decorator]
def _borrowed(_: Any, arrays: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _borrow(context, builder, signature.args[0], arguments[0])

    return arrays(arrays), generate


@numba.extending.register_jitable  # type: ignore[untyped-decorator]
def borrowed(arrays: Any) -> Any:
    """An array, or a tuple of arrays, whose references are not counted from here on.

    Counting is an atomic operation at every call that hands an array on; it took half of a week's time. Only for what
    the caller of the kernel keeps alive until the kernel returns.
    """
    return arrays if numba.config.DISABLE_JIT else _borrowed(arrays)


def _form(table: Any) -> Any:
    """What Numba's type of an array, or of a tuple of arrays, follows from."""
    if isinstance(table, tuple):
        return tuple(map(_form, table))
    return table.dtype, table.ndim, table.flags.num


def addresses(phases: tuple[Any, ...], tables: tuple[Any, ...]) -> tuple[Any, ...]:
    """Where the machine code of each of these phases for such ``tables`` begins: what ``jump`` jumps to.

    They hold in this process.
    """
    if numba.config.DISABLE_JIT:
        return phases
    wanted = phases, _form(tables)
    if wanted not in _addresses:  # finding the types takes longer than a month of a company
        kinds = tuple(numba.typeof(table) for table in tables)
        for each in phases:
            each.compile(kinds)
        found = [each.overloads[kinds] for each in phases]
        if any(it.signature.return_type != numba.types.none for it in found):
            raise TypeError("a phase gives nothing back")
        _addresses[wanted] = tuple(it.library.get_pointer_to_function(it.fndesc.llvm_func_name) for it in found)
    return _addresses[wanted]


@intrinsic  # type: ignore[untyped-decorator]
def _jump(_: Any, address: Any, tables: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kinds = signature.args[1].types
        convention = context.call_conv
        form = convention.get_function_type(numba.types.none, kinds)
        there = builder.inttoptr(arguments[0], form.as_pointer())
        handed = cgutils.unpack_tuple(builder, arguments[1])
        status, _ = convention.call_function(builder, there, numba.types.none, kinds, handed)
        with cgutils.if_unlikely(builder, status.is_error):
            convention.return_status_propagate(builder, status)
        return context.get_dummy_value()

    return numba.types.none(address, tables), generate


def jump(phase: Any, tables: tuple[Any, ...]) -> None:
    """Call one of the phases that ``addresses`` gave, for tables of the types that it was given.

    What is called by name is compiled into what calls it: the whole week would be compiled a second time.
    """
    phase(*tables)


@numba.extending.overload(jump)  # type: ignore[untyped-decorator]
def _jump_to_address(phase: Any, tables: Any) -> Any:
    def there(phase: Any, tables: Any) -> Any:
        return _jump(phase, tables)

    return there


@intrinsic  # type: ignore[untyped-decorator]
def _request(_: Any, rows: Any, at: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        row = cgutils.get_item_pointer(
            context, builder, kind, context.make_array(kind)(context, builder, arguments[0]), [arguments[1]]
        )
        byte = builder.bitcast(row, cgutils.voidptr_t)
        form = cgutils.ir.FunctionType(cgutils.ir.VoidType(), [cgutils.voidptr_t, _FLAG, _FLAG, _FLAG])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], form)
        for start in range(0, kind.dtype.size, _CACHE_LINE):
            line = builder.gep(byte, [context.get_constant(numba.types.intp, start)])
            builder.call(prefetch, [line, *map(_FLAG, _READ_AND_KEEP)])
        return context.get_dummy_value()

    return numba.types.none(rows, numba.types.intp), generate


@numba.extending.register_jitable  # type: ignore[untyped-decorator]
def request(rows: Any, listed: Any, at: Any, end: Any) -> None:
    """Ask memory for the row that a walk along ``listed`` needs soon, without waiting for it.

    Rows on a list lie too far apart for the processor to foresee, and a million of them are in no cache. Changes no
    result; a million accounts take over a quarter less time with it. ``at``: where the walk is; ``end``: where it ends.
    """
    if not numba.config.DISABLE_JIT:
        _request(rows, listed[min(at + _AHEAD, end - 1)])


def as_rows(table: np.ndarray) -> Any:
    """A structured array in the form that kernels read by name: as it is, or as records where nothing is compiled.

    Handing a plain structured array to compiled code costs a quarter of handing over a record array.
    """
    return table.view(np.recarray) if numba.config.DISABLE_JIT else table
