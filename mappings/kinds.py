"""Rights: three that the standards know, and those that an office declares as a register of its own."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

WRITTEN = r"^[a-z]{2,12}$"


class Kind(StrEnum):
    """The right. The values stand in addresses, index names and numbers.

    Its members are the three that Blazon knows itself. Any other word of small letters is a right as well, that of a
    register which an office declares (`registers/` of its folder); whether one does is checked where a file comes in.
    """

    TRADEMARK = "tm"
    PATENT = "pt"
    DESIGN = "ds"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str) or not re.fullmatch(WRITTEN, value):
            return None
        made = str.__new__(cls, value)
        made._name_, made._value_ = value.upper(), value
        return made

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        told = "tm trademarks, pt patents, ds designs, or a register that the office declares"
        return {"type": "string", "pattern": WRITTEN, "description": told, "examples": list(cls)}

    @property
    def declared(self) -> bool:
        """Whether it is the right of a register that an office declares."""
        return self not in KNOWN

    @property
    def shelf(self) -> str:
        """What the set of indices is called that holds its files: all registers that an office declares share one."""
        return REGISTERS.value if self.declared else self.value


KNOWN: Final = frozenset(Kind)
REGISTERS: Final = Kind("registers")  # no right, but the shelf of all that are declared
SHELVES: Final = (*Kind, REGISTERS)
