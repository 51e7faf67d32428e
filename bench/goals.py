"""How a table says of a goal whether it is met."""

from collections.abc import Mapping

MET: Mapping[bool, str] = {True: "met", False: "missed"}
