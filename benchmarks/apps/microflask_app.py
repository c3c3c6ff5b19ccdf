"""The scenarios in microflask: the Flask app with one import changed, by these lines."""

from __future__ import annotations

from pathlib import Path

path = Path(__file__).with_name("flask_app.py")
source = path.read_text().replace("from flask import", "from microflask import")
exec(compile(source, path, "exec"))
