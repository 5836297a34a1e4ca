"""Parses the forms of a page, with the data a browser would send."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.urls import resolve

CHOOSING = ("verb", "kind", "gateway", "name")


@dataclass
class PageForm:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    @property
    def names(self):
        """Of all its fields."""
        return sorted({*self.fields, *self.files})


class _Reader(HTMLParser):
    def __init__(self, url):
        super().__init__()
        self.url, self.forms = url, []
        self.form = self.text = self.select = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and attrs.get("method", "").lower() == "post":
            self.form = PageForm(attrs.get("action") or self.url)
            self.forms.append(self.form)
        elif self.form and tag == "select":
            self.select = attrs.get("name")
        elif self.form and tag == "option" and self.select:
            if "selected" in attrs or self.select not in self.form.fields:
                self.form.fields[self.select] = attrs.get("value", "")
        elif self.form and attrs.get("name"):
            self._field(tag, attrs)

    def _field(self, tag, attrs):
        name, kind = attrs["name"], attrs.get("type", "text")
        if tag == "textarea":
            self.text = name
            self.form.fields[name] = ""
        elif kind == "file":
            self.form.files.add(name)
        elif kind in ("radio", "checkbox"):
            if "checked" in attrs or (kind == "radio" and name not in self.form.fields):
                self.form.fields[name] = attrs.get("value", "on")
        elif tag in ("input", "button"):
            self.form.fields.setdefault(name, attrs.get("value", ""))

    def handle_data(self, data):
        if self.form and self.text:
            self.form.fields[self.text] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = None


def forms_of(url, html):
    """Every form of the page with method POST."""
    reader = _Reader(url)
    reader.feed(html)
    return reader.forms


def kind_of(form):
    """What makes a form another one, as text: its view or move, its fields, those for files."""
    return json.dumps([*view_of(form.action), form.names, sorted(form.files)])


def names_of(kind):
    """Of all fields of the forms of that kind."""
    return json.loads(kind)[-2]


def fields_of(kind):
    """Each field of those forms: its view or move, and its name."""
    *view, names, _files = json.loads(kind)
    return [(*view, name) for name in names]


def takes_files(kind):
    return bool(json.loads(kind)[-1])


def view_of(url):
    """The name of the view, and the parameters by which it runs other code: a verb, say, not a row."""
    match = resolve(urlsplit(url).path)
    return match.view_name, *(match.kwargs[gap] for gap in CHOOSING if gap in match.kwargs)
