"""The tea shop: teas, their reviews, and the shelf that holds both in memory.

Nothing here knows of HTTP or JSON. The shelf is a plain object in the process: it starts with
the sample teas and is gone when the server stops.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timezone
from decimal import Decimal
from hashlib import sha256
from uuid import UUID, uuid4

KINDS = ["black", "green", "herbal", "oolong", "white"]

#: How many teas the shelf takes, and how many reviews: it is in memory, and open to everybody.
MOST_TEAS = 500
MOST_REVIEWS = 2000

CUP_IN_MILLILITRES = 250


class NameTaken(Exception):
    """Another tea lives at the address that this name would give."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class ShelfIsFull(Exception):
    """The shelf takes no more."""


@dataclass(frozen=True)
class Brew:
    """How to make some cups of a tea."""

    cups: int
    water_millilitres: int
    leaves_grams: Decimal
    temperature: int
    minutes: int
    cost: Decimal


@dataclass(frozen=True)
class Tea:
    """A tea. To change one is to put another in its place: see ``dataclasses.replace``."""

    slug: str
    name: str
    kind: str
    origin: str
    #: For 100 grams. Money is a Decimal: 0.1 + 0.2 must be 0.3.
    price: Decimal
    #: The grams for one cup.
    dose: Decimal
    temperature: int
    minutes: int
    harvested: date | None = None
    notes: str | None = None
    updated: datetime = field(default_factory=lambda: datetime.now(timezone.utc))

    @property
    def version(self) -> str:
        """A short name for exactly these values: another value, another name."""
        return sha256(repr(self).encode()).hexdigest()[:16]

    def brew(self, cups: int) -> Brew:
        """Work out what *cups* cups need, and what they cost."""
        leaves = self.dose * cups
        cost = (self.price * leaves / 100).quantize(Decimal("0.01"))
        water = cups * CUP_IN_MILLILITRES
        return Brew(cups, water, leaves, self.temperature, self.minutes, cost)


@dataclass(frozen=True)
class Review:
    """What somebody thinks of a tea. It is written once, and never changed."""

    tea: str
    author: str
    stars: int
    text: str
    id: UUID = field(default_factory=uuid4)
    written: datetime = field(default_factory=lambda: datetime.now(timezone.utc))


def slug_of(name: str) -> str:
    """Return the name as it stands in an address: ``"Thé des Moines"`` is ``the-des-moines``.

    It is empty for a name without any Latin letter or digit.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", plain.lower()))


class Shelf:
    """All teas and reviews, for all threads of the server.

    Each method is one step that no other thread can interrupt. Who needs several in a row, to
    look first and then to write, takes the ``lock`` around them.
    """

    def __init__(self, teas: Iterable[Tea] = (), reviews: Iterable[Review] = ()) -> None:
        # Reentrant: who holds it can still call the methods.
        self.lock = threading.RLock()
        self._teas = {tea.slug: tea for tea in teas}
        self._reviews = {review.id: review for review in reviews}

    def teas(self) -> list[Tea]:
        """Return all teas."""
        with self.lock:
            return list(self._teas.values())

    def find_tea(self, slug: str) -> Tea | None:
        """Return the tea at an address, or None."""
        return self._teas.get(slug)

    def add_tea(self, tea: Tea) -> None:
        """Put a new tea on the shelf. Raises NameTaken or ShelfIsFull."""
        with self.lock:
            if tea.slug in self._teas:
                raise NameTaken(tea.slug)
            if len(self._teas) >= MOST_TEAS:
                raise ShelfIsFull
            self._teas[tea.slug] = tea

    def change_tea(self, tea: Tea, **values: object) -> Tea:
        """Put a tea with new values in the place of *tea*, and return it."""
        changed = replace(tea, **values, updated=datetime.now(timezone.utc))
        with self.lock:
            self._teas[tea.slug] = changed
        return changed

    def remove_tea(self, tea: Tea) -> None:
        """Take a tea away, and what was said about it."""
        with self.lock:
            self._teas.pop(tea.slug, None)
            for review in self.reviews_of(tea):
                self.remove_review(review)

    def reviews_of(self, tea: Tea) -> list[Review]:
        """Return the reviews of a tea, the latest first."""
        with self.lock:
            found = [review for review in self._reviews.values() if review.tea == tea.slug]
        return sorted(found, key=lambda review: review.written, reverse=True)

    def find_review(self, review_id: UUID) -> Review | None:
        """Return a review, or None."""
        return self._reviews.get(review_id)

    def add_review(self, review: Review) -> None:
        """Keep a review. Raises ShelfIsFull."""
        with self.lock:
            if len(self._reviews) >= MOST_REVIEWS:
                raise ShelfIsFull
            self._reviews[review.id] = review

    def remove_review(self, review: Review) -> None:
        """Forget a review."""
        with self.lock:
            self._reviews.pop(review.id, None)
