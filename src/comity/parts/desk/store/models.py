"""Tables of the desk's database; a change here needs a migration in ``migrations/versions``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

#: Most characters of a reviewer's name.
NAME = 100


class Base(DeclarativeBase):
    """Base class of the tables."""


class Case(Base):
    """A case file on a pair (or group) of states and a hotspot.

    ``version`` increases when common content (title, status, question, text of hypotheses) changes or
    anything is removed. So nobody overwrites what they have not seen.
    """

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("pair", "hotspot", name="one_case"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    pair: Mapped[str] = mapped_column(String(400))
    hotspot: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(20))
    question: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    notes: Mapped[list[Note]] = relationship(order_by="Note.id")
    pins: Mapped[list[Pin]] = relationship(order_by="Pin.id")
    hypotheses: Mapped[list[Hypothesis]] = relationship(order_by="Hypothesis.id")


class Note(Base):
    """A reviewer's note in a case, which never changes; ``at`` is in UTC, as in all tables."""

    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    reviewer: Mapped[str] = mapped_column(String(NAME))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


class Pin(Base):
    """A record that a reviewer put into a case, with its text on that day."""

    __tablename__ = "pins"
    __table_args__ = (UniqueConstraint("case_id", "record_id", name="pinned_once"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    record_id: Mapped[str] = mapped_column(String(400))
    sentence: Mapped[str] = mapped_column(Text)
    reviewer: Mapped[str] = mapped_column(String(NAME))
    at: Mapped[datetime]
    ratings: Mapped[list[Rating]] = relationship(cascade="all, delete-orphan")


class Hypothesis(Base):
    """One of the competing explanations in a case."""

    __tablename__ = "hypotheses"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    reviewer: Mapped[str] = mapped_column(String(NAME))
    at: Mapped[datetime]
    ratings: Mapped[list[Rating]] = relationship(cascade="all, delete-orphan")


class Rating(Base):
    """How a reviewer rates one record of a case under one hypothesis, such as consistent."""

    __tablename__ = "ratings"
    pin_id: Mapped[int] = mapped_column(ForeignKey("pins.id"), primary_key=True)
    hypothesis_id: Mapped[int] = mapped_column(ForeignKey("hypotheses.id"), primary_key=True)
    reviewer: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    value: Mapped[str] = mapped_column(String(20))
