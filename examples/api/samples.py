"""What is on the shelf when the server starts: a dozen teas, and a few opinions."""

from datetime import date, datetime, timezone
from decimal import Decimal
from uuid import UUID

from .shop import Review, Shelf, Tea, slug_of

#: name, kind, origin, price for 100 g, grams for a cup, degrees, minutes, harvest, notes
_TEAS = [
    ("Assam Mangalam", "black", "India", "9.80", "2.5", 95, 4, "2025-06-02", "Malt and honey."),
    ("Bai Mu Dan", "white", "China", "14.50", "3", 80, 5, "2025-04-08", "Hay, melon, patience."),
    ("Ceylon Uva", "black", "Sri Lanka", "7.90", "2.5", 95, 3, "2025-08-19", None),
    ("Darjeeling First Flush", "black", "India", "18.00", "2.5", 90, 3, "2026-03-14", "Brisk."),
    ("Dong Ding", "oolong", "Taiwan", "22.40", "3", 90, 4, "2025-04-27", "Roasted, then floral."),
    ("Gyokuro", "green", "Japan", "39.00", "4", 60, 2, "2025-05-11", "Shaded. Be gentle."),
    ("Longjing", "green", "China", "24.00", "3", 75, 2, "2026-03-29", "Chestnuts."),
    ("Peppermint", "herbal", "Germany", "4.20", "1.5", 100, 8, None, None),
    ("Rooibos", "herbal", "South Africa", "4.90", "2", 100, 7, "2025-02-20", "Never bitter."),
    ("Sencha", "green", "Japan", "12.50", "2.5", 70, 2, "2025-05-06", "Grass after rain."),
    (
        "Thé des Cévennes",
        "herbal",
        "France",
        "6.60",
        "2",
        95,
        6,
        None,
        "Thyme, lime, mountain air.",
    ),
    ("Tie Guan Yin", "oolong", "China", "19.90", "3", 90, 3, "2025-10-03", "Orchids."),
]

#: tea, author, stars, text
_REVIEWS = [
    ("sencha", "Anna", 5, "My afternoon begins with it."),
    ("sencha", "Bo", 4, "Fine. Do not let it wait, though."),
    ("sencha", "Zoë", 5, "Three infusions, each another tea."),
    ("gyokuro", "Anna", 5, "Like broth, in the best way."),
    ("rooibos", "Bo", 3, "Good for those who go to bed early."),
]


def sample_shelf() -> Shelf:
    """Return a shelf with the sample teas. They are the same each time, to the last digit."""
    opened = datetime(2026, 4, 1, 9, 30, tzinfo=timezone.utc)
    teas = [
        Tea(
            slug=slug_of(name),
            name=name,
            kind=kind,
            origin=origin,
            price=Decimal(price),
            dose=Decimal(dose),
            temperature=temperature,
            minutes=minutes,
            harvested=date.fromisoformat(harvested) if harvested else None,
            notes=notes,
            updated=opened,
        )
        for name, kind, origin, price, dose, temperature, minutes, harvested, notes in _TEAS
    ]
    reviews = [
        Review(tea, author, stars, text, UUID(int=number), opened.replace(minute=30 + number))
        for number, (tea, author, stars, text) in enumerate(_REVIEWS, start=1)
    ]
    return Shelf(teas, reviews)
