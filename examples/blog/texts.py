"""How texts and times are shown: the filters of the templates."""

from markupsafe import Markup


def init_app(app):
    """Give the filters to the templates."""
    for show in (paragraphs, date):
        app.add_template_filter(show)


def paragraphs(text):
    """Return the parts of a text that empty lines divide. Jinja escapes them, as all else."""
    parts = [part.strip() for part in text.split("\n\n")]
    return [part for part in parts if part]


def date(time):
    """Return a day as people write it, in an element that also tells programs the time."""
    return Markup('<time datetime="{}">{}</time>').format(
        time.isoformat(), f"{time.day} {time:%B %Y}"
    )
