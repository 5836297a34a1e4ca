"""manage.py evaluate_recommendations"""

import csv
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from devtools.interactions import Town, interactions_in
from recommendations.csv_file import GONE_AFTER, BadFile, read_interactions
from recommendations.interactions import Place
from tests.factories import ListedStoreFactory
from tests.recommendations.conftest import ordered, reader

ROOT = Path(__file__).resolve().parents[2]
GOOD = "user,item,at\nann,1,2026-03-01\n"


def written(path, text):
    file = path / "interactions.csv"
    file.write_text(text, encoding="utf-8")
    return file


def evaluated(**options):
    out = StringIO()
    call_command("evaluate_recommendations", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def town_file(tmp_path):
    """Readers who order at their favourites again."""
    interactions, items = interactions_in(Town(readers=80, favourites=8, repeat=0.95, orders=30))
    places = {item.pk: item.place for item in items}
    file = tmp_path / "town.csv"
    with file.open("w", newline="") as output:
        rows = csv.writer(output)
        rows.writerow(["user", "item", "at", "latitude", "longitude"])
        for one in interactions:
            rows.writerow([f"u{one.user}", one.item, one.at * 86400, *places[one.item]])
    return file


def test_a_file_is_evaluated_and_the_best_list_named(town_file):
    text = evaluated(interactions=town_file)

    for name in ("Most popular", "Popular near the reader", "Order again", "Shuffled readers"):
        assert f"\n{name} " in text
    for title in ("All choices (", "Choices made again (", "New choices ("):
        assert title in text
    assert "The site would use “Order again”: it has the highest NDCG@10." in text


@pytest.mark.django_db
def test_without_a_file_the_interactions_of_the_site_are_evaluated():
    store = ListedStoreFactory()
    for _ in range(3):
        user = reader()
        for days in (1, 20, 40):
            ordered(user, store, days_ago=days)

    assert "9 interactions" in evaluated()


@pytest.mark.django_db
def test_a_site_without_interactions_says_so():
    with pytest.raises(CommandError, match="Nobody has ordered"):
        evaluated()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Line 1: the first line must name the columns user, item and at"),
        ("user,at\nann,2026-03-01\n", "missing: item"),
        ("user,item,at\n", "There is no interaction in it."),
        (GOOD + "ann,2\n", "Line 3: it has too few columns."),
        (GOOD + "ann,,2026-03-01\n", "Line 3: “item” is empty."),
        (GOOD + "ann,2,yesterday\n", "Line 3: “yesterday” is not a time such as 2026-03-31T18:30."),
        (GOOD + "ann,2,1e400\n", "Line 3: “1e400” is not a time"),
        (GOOD + "ann,2," + "9" * 30 + "\n", "Line 3: “"),
        (GOOD + 'ann,"2\n', "Line 3: unexpected end of data"),
        (
            "user,item,at,latitude,longitude\n\nann,1,2026-03-01,91,0\n",
            "Line 3: “91, 0” are not a latitude and a longitude in degrees.",
        ),
        ("user,item,at,latitude,longitude\nann,1,2026-03-01,37.5,\n", "Line 2: “37.5, ” are not"),
    ],
)
def test_bad_input_is_named_with_its_line(tmp_path, text, sentence):
    with pytest.raises(BadFile) as refused:
        read_interactions(written(tmp_path, text))

    assert sentence in str(refused.value)


def test_a_file_of_another_encoding_is_refused(tmp_path):
    file = tmp_path / "old.csv"
    file.write_bytes("user,item,at\n냉면,1,2026-03-01\n".encode("cp949"))

    with pytest.raises(BadFile, match="is not encoded as UTF-8"):
        read_interactions(file)


def test_times_places_and_categories_are_read(tmp_path):
    text = (
        "\ufeffAt,user,item,latitude,longitude,category,more\n"
        "2026-03-02T09:00+09:00,ann,cafe,37.5,127.0,Cafés,x\n"
        "1772323200,bea,cafe,37.7,127.2,,\n"
    )

    interactions, [item] = read_interactions(written(tmp_path, text))

    assert [one.user for one in interactions] == [1, 0]  # by time
    assert interactions[1].at - interactions[0].at == 1
    assert item.place == Place(pytest.approx(37.6), pytest.approx(127.1))
    assert (item.category, item.since) == (0, interactions[0].at)
    assert item.until == interactions[1].at + GONE_AFTER


@pytest.mark.slow
def test_the_command_fails_with_a_sentence_and_not_with_a_traceback(tmp_path):
    file = written(tmp_path, GOOD + "ann,2,yesterday\n")
    command = [sys.executable, "manage.py", "evaluate_recommendations", "--interactions", str(file)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.strip() == (
        "CommandError: Line 3: “yesterday” is not a time such as 2026-03-31T18:30."
    )


def test_a_missing_file_is_refused_in_a_sentence():
    with pytest.raises(CommandError) as refusal:
        evaluated(interactions=Path("none.csv"))

    assert str(refusal.value) == "none.csv cannot be read: No such file or directory"
