"""Scenario files: what is wrong is named with its line and column, and nothing is stored."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.models import BillingClock, BillingPlan, Meter, Tenant
from billing.plans.versions import offered_versions
from billing.scenarios.parsing import parse_scenario
from billing.scenarios.replaying import replay
from billing.scenarios.yaml_nodes import ScenarioError
from tests.any_text import CHARACTERS

pytestmark = pytest.mark.django_db
FILE = """\
name: A scenario
starts: 2026-03-01
tenant: {name: Noodle Ltd., zone: Asia/Seoul, currency: KRW}
meters:
  mails: {name: Mails, unit: mails}
plans:
  basic: {name: Basic, base: 20000, usage: {mails: {included: 10, price: 5}}}
  pro: {name: Pro, base: 40000}
contracts:
  own: {name: Own, base: 90000}
steps:
  - at: 2026-03-01
    subscribe: basic
  - at: 2026-03-11
    change: pro
  - at: 2026-04-02
"""


def refusal(text):
    with pytest.raises(ScenarioError) as error:
        replay(parse_scenario(text), now=timezone.now())
    return str(error.value)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("subscribe", "subscibe", "5: There is no “subscibe” here. Did you mean “subscribe”?"),
        ("change: pro", "change: prof", "line 15, column 13: There is no “prof” here. Did you mean “pro”?"),
        ("change: pro", "change: own", "15, column 13: There is no “own” here. Possible are: basic, pro."),
        ("2026-03-11", "2026-02-28", "line 14, column 5: A test clock does not go back"),
        ("2026-03-11", "2026-02-30", "line 14, column 9: A day such as 2026-03-01"),
        ("2026-03-11", "1999-12-31", "line 14, column 9: A day such as 2026-03-01"),
        ("starts: 2026-03-01", "starts: soon", "line 2, column 9: A day such as"),
        ("starts: 2026-03-01\n", "", "line 1, column 1: “starts” is missing here."),
        ("Asia/Seoul", "Asia/Soul", "line 3, column 35: There is no such time zone."),
        ("currency: KRW", "currency: WON", "line 3, column 57: There is no “WON” here."),
        ("base: 40000", "base: lots", "line 8, column 26: An amount such as 20000 or 9.90 is expected"),
        ("base: 40000", "base: -1", "line 8, column 8: The base cannot be negative."),
        ("included: 10", "included: 1.5", "line 7, column 63: A whole number is expected here, not “1.5”."),
        ("{mails:", "{faxes:", "line 7, column 10: There is no meter “faxes”."),
        ("price: 5", "price: 5, tiers: []", "A rate has a price or tiers, not both."),
        ("  own:", "  pro:", "line 10, column 3: “pro” is here twice."),
        ("change: pro", "change: pro\n    change: basic", "line 16, column 5: “change” is here twice."),
        ("change: pro", "change: pro\n    cancel:", "line 16, column 5: There is no “cancel” here."),
        ("change: pro", "cancel: now", "line 15, column 13: Nothing follows this word."),
        ("change: pro", "change: pro\n    refused: today", "line 15, column 5: This was not refused."),
        ("change: pro", "change: basic", "line 15, column 5: This is your plan already."),
        ("change: pro", "withdraw:", "line 15, column 5: No change is planned any more."),
        ("change: pro", "expect: {plan: pro}", "line 15, column 5: “plan” is basic, not pro."),
        ("change: pro", "expect: {plan: max}", "line 15, column 20: There is no “max” here."),
        ("change: pro", "reverse: {key: k, reason: r}", "line 15, column 5: No usage has the key “k”."),
        ("change: pro", "usage: {meter: mails, quantity: -1}", "line 15, column 5: The quantity is"),
        ("change: pro", "usage: {meter: faxes, quantity: 1}", "line 15, column 5: There is no meter"),
        ("change: pro", "usage: {meter: mails, quantity: 1, at: 2026-03-12}", "Its time has not come yet."),
        ("change: pro", "credit: {amount: 0.5, reason: r}", "line 15, column 5: This amount does not exist"),
        ("change: pro", "credit: {amount: -1, reason: r}", "line 15, column 5: There is not so much credit"),
        ("change: pro", "credit: {amount: 1, reason: ''}", "line 15, column 5: Please give a reason."),
        ("Noodle Ltd.", "\u200b", "line 3, column 16: A text is expected here."),
        ("name: Pro", "name: \u3164", "line 8, column 15: A text is expected here."),
        ("change: pro", "card: gold", "line 15, column 11: There is no “gold” here. Possible are: pays"),
        ("change: pro", "look_up: yes", "line 15, column 14: Nothing follows this word."),
        ("change: pro", "usage: mails", "line 15, column 12: Entries such as “word: value” are expected"),
        ("change: pro", "change: [pro]", "line 15, column 13: A text or a number is expected here."),
        ("change: pro", "change: &a pro\n  - *a", "line 16, column 5: References (*name) are not possible"),
        ("change: pro", 'change: "p\\0"', "line 15, column 13: This contains a control character."),
        ("2026-04-02", "2032-04-02", "line 16, column 5: That is too far"),
        ("  - at: 2026-04-02", "  at", "This is not YAML: "),
        ("name: A scenario", "name: {", "line 3, column"),
        ("name: A scenario", "- name", "This is not YAML: "),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(before, after, sentence):
    assert before in FILE

    assert sentence in refusal(FILE.replace(before, after, 1))

    assert not BillingClock.objects.exists()
    assert not Meter.objects.filter(name="Mails").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1, column 1: The file is empty."),
        ("[]", "line 1, column 1: Entries such as"),
        ("a\x01b", "line 1, column 2: This contains a control character."),
        ("[" * 5000 + "]" * 5000, "line 1, column 51: The file is nested too deeply."),
        ("- " * 5000, "line 1, column 1: The file is nested too deeply."),
        ("x" * 200_001, "line 1, column 1: The file is too long."),
        ("a: 1\n---\nb: 2\n", "line 2, column 1: This is not YAML"),
        ("a: 1\nb:\t- 2", "line 2, column 3: This is not YAML"),
        ("!!python/object:os.system {}", "“name” is missing here."),
    ],
)
def test_what_is_no_scenario_is_a_sentence(text, sentence):
    assert sentence in refusal(text)


@given(st.text(CHARACTERS, max_size=60) | st.text("{}[]:,-&*!|>'\"%@`#? \n\tab0", max_size=60))
@settings(max_examples=200)
def test_any_text_is_a_sentence(text):
    with pytest.raises(ScenarioError):
        parse_scenario(text)


def test_nothing_is_left_of_a_replay():
    ledger = replay(parse_scenario(FILE), now=timezone.now()).ledger

    assert len(ledger) == 5
    rows = [*BillingClock.objects.all(), *Tenant.objects.all(), *BillingPlan.objects.all()]
    assert rows == []


def test_a_kept_clock_has_its_plans_for_itself():
    clock = replay(parse_scenario(FILE), now=timezone.now(), commit=True).clock

    assert clock.tenant.invoices.count() == 1
    assert offered_versions("KRW").count() == 0
    assert [each.plan.name for each in offered_versions("KRW", clock.tenant)] == ["Basic", "Pro"]


def run(tmp_path, text, *options):
    file, output, errors = tmp_path / "a.yaml", StringIO(), StringIO()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        call_command("replay", str(file), *options, stdout=output, stderr=errors)
    except CommandError:  # the process exits with 1
        return output.getvalue(), errors.getvalue()
    return output.getvalue(), ""


def test_the_ledger_is_printed_in_english(tmp_path):
    output, errors = run(tmp_path, FILE.replace("KRW}", "KRW, language: ko}"))

    assert errors == ""
    assert output.splitlines()[:2] == [
        "# A scenario",
        "2026-03-01 12:00  Subscribed to Basic",
    ]
    assert output.splitlines()[-1].split() == [
        *("2026-04-01", "06:00", "Invoice", "J2026-000001", "for", "2026-03", "₩33,549")
    ]


def test_a_difference_is_shown_line_by_line(tmp_path):
    ledger = replay(parse_scenario(FILE), now=timezone.now()).ledger
    expected = "ledger: |\n" + "".join(f"  {line}\n" for line in ledger)

    assert run(tmp_path, FILE + expected, "--check")[1] == ""
    _output, errors = run(tmp_path, FILE + expected.replace("33,549", "33,548"), "--check")

    assert "a.yaml, line 18: expected" in errors
    changed = [line for line in errors.splitlines() if line[:2] in {"-2", "+2"}]
    assert [line[0] + line.split()[-1] for line in changed] == ["-₩33,548", "+₩33,549"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (FILE, "There is no ledger to compare with."),
        (b"\xff\xfe\x00", "a.yaml is not UTF-8 text."),
        (
            FILE.replace("subscribe", "subscibe"),
            "a.yaml, line 13, column 5: There is no “subscibe”",
        ),
    ],
)
def test_a_file_that_cannot_be_checked_is_a_sentence(tmp_path, text, sentence):
    assert sentence in run(tmp_path, text, "--check")[1]


def test_a_missing_file_does_not_stop_the_others(tmp_path):
    file, output, errors = tmp_path / "a.yaml", StringIO(), StringIO()
    file.write_text(FILE)

    with pytest.raises(CommandError, match=r"1 of 2 failed: .*b\.yaml"):
        call_command("replay", str(tmp_path / "b.yaml"), str(file), stdout=output, stderr=errors)

    assert "b.yaml cannot be read: No such file or directory." in errors.getvalue()
    assert "Subscribed to Basic" in output.getvalue()
