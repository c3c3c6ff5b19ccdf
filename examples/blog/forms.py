"""The forms: what a visitor may send, and what is said when it does not fit.

Each form carries a token that belongs to the session, so another site cannot send one in the
name of a visitor (CSRF, cross-site request forgery). What is refused comes back with all that was
typed, and with a word on what is wrong.
"""

import re
import unicodedata

import wtforms
from wtforms.csrf.session import SessionCSRF
from wtforms.validators import DataRequired, EqualTo, Length, ValidationError

from microflask import abort, current_app, request, session

from .db import fold

STALE = (
    "This form is not from your current session: you have logged in or out since it was opened, "
    "or your browser sends no cookies."
)

# XML knows no other characters, and a feed is XML. RFC 4287 builds on XML 1.0, section 2.2.
_NO_TEXT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Letters and marks that look like nothing. With them a name could look like that of somebody else.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

# So could a name with letters of two of these: the first letter of Аda is Cyrillic.
_ALIKE = {"ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "GREEK", "LATIN"}


def alphabets_of(text):
    """Return the alphabets of a text's letters, by the first word of Unicode's name for each."""
    letters = [sign for sign in fold(text) if sign.isalpha()]
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}


def plain_text(text):
    """Leave out control characters and the blanks around; a line ends as Python's do."""
    return text and _NO_TEXT.sub("", text.replace("\r\n", "\n")).strip()


def one_line(text):
    """Leave out what a line of a page does not show: a second blank, and the end of the line."""
    return text and " ".join(plain_text(text).split())


class Token(SessionCSRF):
    """The token, with a refusal that a person understands."""

    def validate_csrf_token(self, form, field):
        """Refuse a form without the token of this session."""
        try:
            super().validate_csrf_token(form, field)
        except ValidationError:
            raise ValidationError(STALE) from None


class Form(wtforms.Form):
    """What all forms share: the token. Alone it is a form without fields, a button."""

    class Meta:
        csrf = True
        csrf_class = Token
        csrf_context = session
        # As long as the session: who writes for hours loses nothing.
        csrf_time_limit = None

        @property
        def csrf_secret(self):
            key = current_app.secret_key
            return key if isinstance(key, bytes) else key.encode()

    def is_sent_and_valid(self):
        """Return whether this request sends the form, and all of it fits."""
        return request.method == "POST" and self.validate()

    @property
    def status(self):
        """The status of a page with this form: 400 if something of it was refused."""
        return 400 if self.errors else 200


def csrf_token():
    """Return the token for a form that a template writes by hand."""
    return Form().csrf_token.current_token


def check_token():
    """Stop with a 400 unless the form that was sent has the token of this session."""
    if not Form(request.form).validate():
        abort(400, f"{STALE} Nothing was changed. Go back, load the page again, and retry.")


class LoginForm(Form):
    """Who, and the proof of it."""

    name = wtforms.StringField(
        "Name",
        [DataRequired("Type your name.")],
        filters=[one_line],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = wtforms.PasswordField(
        "Password",
        [DataRequired("Type your password.")],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasswordForm(Form):
    """The password that somebody is going to have, typed twice because nobody sees it."""

    #: Shown beside it, so that password managers know whose it is.
    name = wtforms.StringField("Name", render_kw={"autocomplete": "username", "readonly": True})
    password = wtforms.PasswordField(
        "Password",
        [
            DataRequired("Choose a password."),
            Length(10, 200, "Use 10 characters or more; four words in a row are easy to remember."),
        ],
        description="10 characters or more.",
        render_kw={"autocomplete": "new-password"},
    )
    again = wtforms.PasswordField(
        "The password once more",
        [EqualTo("password", "The two passwords differ. Type both again.")],
        render_kw={"autocomplete": "new-password", "required": True},
    )

    def validate_password(self, field):
        """Refuse what everybody tries first."""
        name = (self.name.data or "").casefold()
        if name and field.data.casefold() in {name, name * 2}:
            raise ValidationError("Your name is the first password that others will try.")


class PasswordForm(NewPasswordForm):
    """Another password for an account, and the proof that it is one's own."""

    old = wtforms.PasswordField(
        "Your password until now",
        [DataRequired("Type the password that you have.")],
        render_kw={"autocomplete": "current-password"},
    )


class RegistrationForm(NewPasswordForm):
    """A new account."""

    name = wtforms.StringField(
        "Name",
        [
            Length(2, 30, "A name has 2 to 30 characters."),
        ],
        filters=[one_line],
        description="It stands below what you publish.",
        render_kw={"autocomplete": "username", "required": True},
    )

    def validate_name(self, field):
        """Take letters, marks and digits of any script, and a few signs."""
        name = field.data or ""
        kinds = {unicodedata.category(sign)[0] for sign in name if sign not in " .-_"}
        if not kinds <= {"L", "M", "N"} or _UNSEEN.search(name):
            raise ValidationError("Use letters, digits, blanks, dots, - and _ only.")
        if not kinds & {"L", "N"}:
            raise ValidationError("Use a letter or a digit.")
        if len(alphabets_of(name) & _ALIKE) > 1:
            raise ValidationError("Use one alphabet: some letters look the same in another one.")


class PostForm(Form):
    """A post. Which button was pressed says what becomes of it."""

    title = wtforms.StringField(
        "Title",
        [
            DataRequired("Give it a title."),
            Length(max=120, message="A title has at most 120 characters."),
        ],
        filters=[one_line],
    )
    body = wtforms.TextAreaField(
        "Text",
        [
            DataRequired("Write something first."),
            Length(max=20_000, message="A post has at most 20,000 characters."),
        ],
        filters=[plain_text],
        description="An empty line begins a new paragraph.",
        render_kw={"rows": 16},
    )
    #: Of the post that the editor has shown; another window may have changed it since.
    revision = wtforms.HiddenField()
    #: When it was published, if it was: the buttons are others then.
    published = wtforms.HiddenField()
    keep = wtforms.SubmitField("Keep as a draft")
    publish = wtforms.SubmitField("Publish")
