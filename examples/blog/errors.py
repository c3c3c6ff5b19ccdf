"""Error pages: what happened, and what to do now."""

from werkzeug.exceptions import HTTPException

from microflask import current_app, render_template

#: Headline and advice for the errors that people meet.
PAGES = {
    400: ("That did not work", "Go back, load the page again, and retry."),
    403: ("That is not yours", "Only those who wrote a post can change it."),
    404: ("There is no such page", "It may have been removed, or the address has a typing error."),
    405: ("Not this way", "This address is for a form to send to. Go back, and use its button."),
    413: ("That is too much", "Nothing was saved. Go back: your browser still has what you typed."),
}


def init_app(app):
    """Show a page of our own for every error."""
    app.register_error_handler(HTTPException, show_error)


def show_error(error):
    """Answer an error with a page, and keep its status and its headers."""
    response = error.get_response()
    response.data = render_template(template_of(error), **words_of(error))
    return response


def template_of(error):
    """Return the name of the template; where the server is at fault, one that needs nothing."""
    return "errors/server.html" if error.code >= 500 else "errors/client.html"


def words_of(error):
    """Return headline and texts for an error."""
    title, advice = PAGES.get(error.code, (error.name, error.description))
    if error.code == 413:
        limit = current_app.config["MAX_CONTENT_LENGTH"] // 1024
        advice = f"We take {limit} kB at most. {advice}"
    elif error.description != type(error).description:
        advice = error.description  # a view has said it: abort(404, "The posts have 3 pages.")
    return {"code": error.code, "title": title, "advice": advice}
