from django.core import mail
from django.test import override_settings
from django_q.models import OrmQ

from orders.tasks import mail_guest
from tests.factories import place


@override_settings(SITE_URL="https://jumun.example/")
def test_a_guest_gets_the_link_in_the_language_of_the_order(noodles):
    order = place(None, noodles)

    mail_guest(order.pk)

    [sent] = mail.outbox
    link = f"https://jumun.example{order.get_absolute_url()}"
    html = sent.alternatives[0][0]
    assert sent.to == [order.email]
    assert order.number in sent.subject
    assert link in sent.body
    assert f'href="{link}"' in html
    assert 'lang="en"' in html


def test_the_mail_escapes_what_people_typed(noodles):
    noodles.name = "<script>x</script>"
    noodles.save(update_fields=["name"])
    order = place(None, noodles)

    mail_guest(order.pk)

    [sent] = mail.outbox
    assert "<script>" not in sent.alternatives[0][0]
    assert "<script>" in sent.body


def test_a_store_name_with_a_line_break_makes_no_header(store, noodles):
    store.name = "Noodles\nBcc: dan@example.com"
    store.save(update_fields=["name"])

    mail_guest(place(None, noodles).pk)

    assert "\n" not in mail.outbox[0].subject


def test_a_customer_gets_no_guest_mail(ann, noodles):
    mail_guest(place(ann, noodles).pk)

    assert mail.outbox == []


def test_placing_enqueues_the_mail_for_guests_only(ann, noodles):
    place(ann, noodles)
    assert OrmQ.objects.count() == 0

    order = place(None, noodles)

    [job] = OrmQ.objects.all()
    assert (job.task["func"], job.task["args"]) == ("orders.tasks.mail_guest", (order.pk,))
