"""The pages for those who write: their desk, and the editor."""

from markupsafe import Markup

from microflask import Blueprint, abort, flash, redirect, render_template, request, url_for

from . import db
from .accounts import ask_to_log_in, clear_ended_session, current_account
from .forms import PostForm, check_token, csrf_token
from .reading import POST_ID, find_visible_post, is_by_visitor

blueprint = Blueprint("writing", __name__)
blueprint.before_request(clear_ended_session)


@blueprint.before_request
def log_in_first():
    """Send visitors to the login, but not away from a form that they send: they would lose it."""
    if current_account() or request.method == "POST":
        return None
    return ask_to_log_in("Log in to write.")


@blueprint.app_context_processor
def names_for_templates():
    """Let the templates write forms that are a button alone."""
    return {"csrf_token": csrf_token}


@blueprint.get("/desk")
def desk():
    """Show an author's own posts, drafts included."""
    return render_template("writing/desk.html", posts=db.posts_by(find_author().id))


@blueprint.route("/write", methods=["GET", "POST"])
def write():
    """Take a new post."""
    form = PostForm(request.form)
    if not form.is_sent_and_valid():
        return show_editor(form, "A new post")
    post_id = db.add_post(find_author().id, *contents_of(form))
    return show_saved(post_id, form)


@blueprint.get(f"/posts/{POST_ID}/edit")
def edit(post_id):
    """Show a post in the editor."""
    return show_editor(PostForm(obj=find_own_post(post_id)), "Edit a post")


@blueprint.post(f"/posts/{POST_ID}/edit")
def change(post_id):
    """Take a post that was edited."""
    form = PostForm(request.form)
    # First the form: it comes back with all that was typed, even when the session has ended.
    if not form.validate():
        return show_editor(form, "Edit a post")
    post = find_own_post(post_id)
    if not db.change_post(post.id, form.revision.data, *contents_of(form)):
        return show_conflict(form, post)
    return show_saved(post_id, form)


@blueprint.post(f"/posts/{POST_ID}/delete")
def delete(post_id):
    """Remove a post for good."""
    check_token()
    post = find_own_post(post_id)
    db.remove_post(post.id)
    flash(f"“{post.title}” is deleted.")
    return redirect(url_for("writing.desk"), 303)


def find_author():
    """Return the account of the visitor; a 403 without one."""
    return current_account() or abort(403, "Only those who are logged in can write.")


def find_own_post(post_id):
    """Return a post of the visitor's own; of somebody else's, a 403."""
    post = find_visible_post(post_id)
    if not is_by_visitor(post):
        abort(403)
    return post


def contents_of(form):
    """Return title, text, and whether to publish them."""
    return form.title.data, form.body.data, form.publish.data


def show_editor(form, heading):
    """Show the form with all that it holds."""
    return render_template("writing/editor.html", form=form, heading=heading), form.status


def show_conflict(form, post):
    """Show what was typed, and where the text is that it would have overwritten."""
    # Who sends it again has been warned.
    form.revision.data, form.published.data = post.revision, post.published
    complaint = Markup(
        "This post was changed after you had opened it, perhaps in another window. Nothing was "
        'saved, and what you typed is still here. Look at <a href="{}" target="_blank">the post as '
        "it is now</a>. If you send this again, it takes the place of that."
    )
    form.form_errors.append(complaint.format(url_for("reading.post", post_id=post.id)))
    page, _ = show_editor(form, "Edit a post")
    return page, 409


def show_saved(post_id, form):
    """Say what was done, and show the post."""
    flash("Published." if form.publish.data else "Kept as a draft. Nobody else sees it.", "success")
    return redirect(url_for("reading.post", post_id=post_id), 303)
