"""The tables of the office's own data: its versions and their use. Rows are never changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.models import Table


class OfficeVersionRow(Table):
    """The office's data as some program opened the register with it."""

    __tablename__ = "office_version"

    digest: Mapped[str] = mapped_column(primary_key=True)
    archive: Mapped[bytes]  # a zip
    files: Mapped[int]
    first_used_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))


class OfficeUseRow(Table):
    """From then on a program used this version in place of another."""

    __tablename__ = "office_use"
    __table_args__ = (Index(None, "digest", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("office_version.digest"))
    program: Mapped[str]
    account: Mapped[str]
    used_at: Mapped[dt.datetime] = mapped_column(server_default=text("clock_timestamp()"))
