"""A poster goes through the pipeline of photos, and what could not go back is a file."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests.job_runner import run_jobs
from tests.ticketing.factories import sell_tickets
from ticketing.changes import cancel_date
from ticketing.editing import duplicate
from ticketing.models import Event


def poster():
    content = BytesIO()
    Image.new("RGB", (60, 90), "navy").save(content, "PNG")
    return SimpleUploadedFile("poster.png", content.getvalue(), "image/png")


def test_a_poster_is_encoded_again_and_copied_with_the_event(
    client, bea, store, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(bea)
    fields = {"title": "Concert", "zone": "Asia/Seoul", "max_per_order": "4"}

    client.post(
        reverse("ticketing:event-add"), {**fields, "give_back_fee_percent": "0", "poster": poster()}
    )
    event = Event.objects.get()
    copy = duplicate(event, by=bea)

    assert event.poster.name.endswith(".webp")
    assert copy.poster.name != event.poster.name
    assert copy.poster.read() == Event.objects.get(pk=event.pk).poster.read()


def test_the_form_of_an_event_shows_its_poster_and_takes_it_away(
    client, bea, store, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(bea)
    fields = {"title": "Concert", "zone": "Asia/Seoul", "max_per_order": "4"}
    fields["give_back_fee_percent"] = "0"
    client.post(reverse("ticketing:event-add"), {**fields, "poster": poster()})
    event = Event.objects.get()
    form = reverse("ticketing:event-edit", args=[event.number])

    page = client.get(form).content.decode()
    client.post(form, {**fields, "poster-clear": "on"})

    assert f'src="{event.poster.url}"' in page
    assert f">{event.poster.name}<" not in page
    event.refresh_from_db()
    assert not event.poster


def test_what_could_not_go_back_is_downloaded(client, bea, ann, standing):
    [ticket] = sell_tickets(standing, ann)  # without a payment, so that there is nothing to refund
    cancel_date(standing, "Rain", by=bea, now=timezone.now())
    run_jobs()
    client.force_login(bea)

    page = reverse("ticketing:date-refunds-csv", args=[standing.event.number, standing.number])
    content = b"".join(client.get(page).streaming_content).decode()

    assert ticket.order.number in content
    assert "can go back" in content
