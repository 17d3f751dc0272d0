"""The lines of products.csv, technicians.csv and areas.csv. Their columns are the fields, in the order of the file."""

from typing import Annotated, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from imports.words import Adcode, Code, Handed, Text, Word, day, one_of
from schemas.master import SkillCell

ServiceMode = Annotated[str, one_of(("none", "brand", "platform", "delivery_install"))]


class Product(Handed):
    """A line of products.csv."""

    sku_code: Code
    name: Text
    brand: Text | None = None
    category_code: Code
    service_mode: ServiceMode
    install_skill: Word | None = None
    repair_skill: Word | None = None


def _skills(cell: str) -> tuple[SkillCell, ...]:
    found = [_skill(part.strip()) for part in cell.split(";") if part.strip()]
    names = [skill.skill_code for skill in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"name {', '.join(twice)} twice")
    return tuple(found)


def _skill(part: str) -> SkillCell:
    name, colon, until = (piece.strip() for piece in part.partition(":"))
    if not name or any(blank in name for blank in " \t：；,，"):
        raise ValueError("must read skill or skill:YYYY-MM-DD, separated by ;")
    try:
        return SkillCell(skill_code=name, valid_until=day(until) if colon else None)
    except ValueError:
        raise ValueError(f"need a date for {name} that exists, as {name}:2027-12-31") from None


class Technician(Handed):
    """A line of technicians.csv. The base must lie in China, so that lon and lat that were swapped are found."""

    model_config = ConfigDict(arbitrary_types_allowed=True)  # SkillCell is no type of pydantic's

    code: Code
    name: Text
    provider: Code
    lon: Annotated[float, Field(ge=73, le=136)] | None = None
    lat: Annotated[float, Field(ge=3, le=54)] | None = None
    daily_capacity: Annotated[int, Field(ge=0, le=200)]
    skills: Annotated[tuple[SkillCell, ...], BeforeValidator(_skills)] = ()

    @model_validator(mode="after")
    def _has_both(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("lon and lat must both be given, or neither")
        return self


class Area(Handed):
    """A line of areas.csv."""

    provider: Code
    technician: Code | None = None
    adcode: Adcode
