"""The pages for everybody: the posts, one post, and the feed."""

from dataclasses import dataclass

from microflask import Blueprint, abort, current_app, make_response, render_template, request

from . import db
from .accounts import current_account

blueprint = Blueprint("reading", __name__)

#: A post's number in a rule. SQLite counts no further.
POST_ID = f"<int(max={2**63 - 1}):post_id>"

POSTS_IN_FEED = 20


@dataclass(frozen=True)
class Page:
    """Some of the posts, and where in the whole they stand."""

    posts: list[db.Post]
    number: int
    last: int


@blueprint.get("/", defaults={"number": 1})
@blueprint.get("/page/<int(min=1):number>")
def home(number):
    """Show the posts, the newest first, a few on each page."""
    page = find_page(number)
    is_new = not page.posts and not db.has_accounts()
    return render_template("reading/home.html", page=page, is_new=is_new)


def find_page(number):
    """Return a page of posts. The first may be empty; beyond the last one there is a 404."""
    size = current_app.config["POSTS_PER_PAGE"]
    last = max(1, -(-db.count_published() // size))  # rounded up
    if number > last:
        abort(404, f"The posts have {last} pages." if last > 1 else "The posts have one page.")
    return Page(db.published_posts(size, (number - 1) * size), number, last)


@blueprint.get(f"/posts/{POST_ID}")
def post(post_id):
    """Show one post."""
    return render_template("reading/post.html", post=find_visible_post(post_id))


def find_visible_post(post_id):
    """Return a post that the visitor may see: a draft is there for its author alone."""
    post = db.find_post(post_id)
    if post is None or not (post.published or is_by_visitor(post)):
        abort(404)
    return post


def is_by_visitor(post):
    """Return whether whoever sends this request wrote *post*."""
    account = current_account()
    return account is not None and account.id == post.author_id


@blueprint.app_context_processor
def names_for_templates():
    """Let the templates ask whose a post is."""
    return {"is_by_visitor": is_by_visitor}


@blueprint.get("/feed.xml")
def feed():
    """Send the newest posts as an Atom feed (RFC 4287), or 304 to who has them already."""
    posts = db.published_posts(POSTS_IN_FEED)
    response = make_response(render_template("reading/feed.xml", posts=posts))
    response.mimetype = "application/atom+xml"
    response.cache_control.public = True
    response.cache_control.max_age = 300
    response.add_etag()
    return response.make_conditional(request)
