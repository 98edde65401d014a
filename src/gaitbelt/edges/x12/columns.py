"""Columns of NumPy arrays handed to the frame library as they are, in Arrow's C layout."""

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np
import numpy.typing as npt
import polars as pl

Array = npt.NDArray[np.generic]

TEXT, WHOLE, DAY, LIST, STRUCT = "vu", "l", "tdD", "+L", "+s"
"""Arrow's names of the layouts: text as views, 64-bit integers, days, lists, structs."""


@dataclass(frozen=True, slots=True)
class Values:
    """A column in Arrow's layout: ``buffers`` behind the one that says which are there.

    ``is_there`` is None where all are; ``inner`` are the values of a list's items.
    """

    layout: str
    length: int
    buffers: tuple[Array, ...]
    is_there: npt.NDArray[np.bool_] | None = None
    inner: "tuple[Values, ...]" = ()

    def __len__(self) -> int:
        """Return the number of values."""
        return self.length

    def take(self, index: npt.NDArray[np.int64]) -> "Values":
        """Return the values at the indices; not for lists."""
        kept = None if self.is_there is None else self.is_there[index]
        taken = (self.buffers[0][index], *self.buffers[1:])
        return Values(self.layout, len(index), taken, kept)

    def spread(self, rows: npt.NDArray[np.int64], length: int) -> "Values":
        """Return a column of that length with the values at the rows, null elsewhere; no lists."""
        own = self.buffers[0]
        values = np.zeros(length, dtype=own.dtype)
        values[rows] = own
        is_there = np.zeros(length, dtype=np.bool_)
        is_there[rows] = True if self.is_there is None else self.is_there
        return Values(self.layout, length, (values, *self.buffers[1:]), is_there)

    def series(self) -> pl.Series:
        """Return the column as a series."""
        return frame_of({"values": self}, self.length).to_series()


class _Schema(ctypes.Structure):
    """The ArrowSchema of Arrow's C data interface."""


class _Array(ctypes.Structure):
    """The ArrowArray of Arrow's C data interface."""


_ReleaseSchema = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Schema))
_ReleaseArray = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))
_SchemaPointers = ctypes.POINTER(ctypes.POINTER(_Schema))
_ArrayPointers = ctypes.POINTER(ctypes.POINTER(_Array))

_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", _SchemaPointers),
    ("dictionary", ctypes.POINTER(_Schema)),
    ("release", _ReleaseSchema),
    ("private_data", ctypes.c_void_p),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", _ArrayPointers),
    ("dictionary", ctypes.POINTER(_Array)),
    ("release", _ReleaseArray),
    ("private_data", ctypes.c_void_p),
]

_held: dict[int, object] = {}
"""What the frame library still reads from, by the number under which it was handed over."""

_numbers = count(1)


def _forgotten_schema(schema: "ctypes._Pointer[_Schema]") -> None:
    schema.contents.release = _ReleaseSchema()


def _forgotten_array(array: "ctypes._Pointer[_Array]") -> None:
    _held.pop(array.contents.private_data, None)
    array.contents.release = _ReleaseArray()


_forget_schema, _forget_array = _ReleaseSchema(_forgotten_schema), _ReleaseArray(_forgotten_array)

_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = ctypes.py_object
_new_capsule.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)

for _each in (_forget_schema, _forget_array):
    # Columns may outlive this module when the interpreter ends, and call these even then.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_each))


class _Handed:
    """A table as the frame library takes it: a struct through ``__arrow_c_array__``."""

    def __init__(self, columns: Mapping[str, Values], length: int) -> None:
        self.kept: list[object] = []
        every = tuple(columns.values())
        self.schema = self._schema_of(STRUCT, "", tuple(columns), every)
        self.array = self._array_of(Values(STRUCT, length, (), None, every))

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        """Return the table as Arrow's two capsules."""
        number = next(_numbers)
        self.array.private_data = number
        _held[number] = self.kept
        return (
            _new_capsule(ctypes.addressof(self.schema), b"arrow_schema", None),
            _new_capsule(ctypes.addressof(self.array), b"arrow_array", None),
        )

    def _schema_of(
        self, layout: str, name: str, names: tuple[str, ...], inner: tuple[Values, ...]
    ) -> _Schema:
        made = [
            ctypes.pointer(self._schema_of(each.layout, own, _ITEM, each.inner))
            for each, own in zip(inner, names, strict=bool(inner))
        ]
        children = (ctypes.POINTER(_Schema) * len(made))(*made)
        schema = _Schema(
            layout.encode(), name.encode(), None, _NULLABLE, len(made),
            ctypes.cast(children, _SchemaPointers), None, _forget_schema, None,
        )  # fmt: skip
        self.kept += [schema, made, children]
        return schema

    def _array_of(self, values: Values) -> _Array:
        made = [ctypes.pointer(self._array_of(each)) for each in values.inner]
        children = (ctypes.POINTER(_Array) * len(made))(*made)
        buffers = self._buffers_of(values)
        pointers = (ctypes.c_void_p * len(buffers))(
            *(None if each is None else each.__array_interface__["data"][0] for each in buffers)
        )
        array = _Array(
            values.length, 0 if values.is_there is None else -1, 0, len(buffers), len(made),
            ctypes.cast(pointers, ctypes.POINTER(ctypes.c_void_p)),
            ctypes.cast(children, _ArrayPointers), None, _forget_array, None,
        )  # fmt: skip
        self.kept += [array, made, children, buffers, pointers]
        return array

    @staticmethod
    def _buffers_of(values: Values) -> list[Array | None]:
        is_there = values.is_there
        bits = None if is_there is None else np.packbits(is_there, bitorder="little")
        buffers: list[Array | None] = [bits, *map(np.ascontiguousarray, values.buffers)]
        if values.layout == TEXT:
            buffers.append(np.array([len(each) for each in values.buffers[1:]], dtype=np.int64))
        return buffers


_ITEM = ("item",)
_NULLABLE = 2


def frame_of(columns: Mapping[str, Values], length: int) -> pl.DataFrame:
    """Return columns of that length as a table; text is not copied but read where it stands."""
    if not columns:
        return pl.DataFrame()
    handed = _Handed(columns, length)
    return pl.Series(handed).struct.unnest()
