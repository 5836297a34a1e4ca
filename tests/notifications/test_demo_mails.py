"""The page that lists the mails which the demo writes to a folder."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import override_settings

from notifications.demo_mails import FILE_BACKEND, demo_mails

PAGE = "/inbox/demo-mails/"


@pytest.fixture
def folder(settings, tmp_path):
    settings.DEBUG, settings.EMAIL_BACKEND = True, FILE_BACKEND
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def send(subject="주문 접수"):
    mail = EmailMultiAlternatives(subject, "안녕 text", to=["ann@example.com"])
    html = "<html><head></head><body><script>x</script><a href='/'>Hi</a></body></html>"
    mail.attach_alternative(html, "text/html")
    mail.send()


def test_mails_are_listed_and_shown(client, db, folder):
    send()
    [mail] = demo_mails()
    address = f"{PAGE}{mail.name}/{mail.place}/"

    assert "주문 접수" in client.get(PAGE).content.decode()
    page = client.get(address).content.decode()
    assert "안녕 text" in page
    assert f'src="{address}html/"' in page
    assert "<script>x" not in page


def test_the_html_is_sandboxed(client, db, folder):
    send()
    [mail] = demo_mails()

    response = client.get(f"{PAGE}{mail.name}/{mail.place}/html/")

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "script" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_several_mails_of_one_file_are_separate(folder):
    send("First")
    [path] = folder.glob("*.log")
    path.write_bytes(path.read_bytes() * 2)

    assert [mail.place for mail in demo_mails()] == [1, 0]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff" * 500, b"Subject: x", b"Subject: =?x?q?\n\n" * 9]
)
def test_malformed_files_are_ignored(client, db, folder, content):
    (folder / "a.log").write_bytes(content)
    (folder / "b.log").mkdir()

    assert client.get(PAGE).status_code == 200
    assert client.get(f"{PAGE}a.log/0/").status_code in (200, 404)


@pytest.mark.parametrize(
    "name", ["..%2F..%2Fetc%2Fpasswd", "..", "gone.log", "%2Fetc%2Fpasswd", "김.log"]
)
def test_no_other_file_is_read(client, db, folder, name):
    (folder.parent / "passwd").write_text("Subject: x\nTo: y\n\n")

    assert client.get(f"{PAGE}{name}/0/").status_code == 404


def test_an_empty_folder_says_so(client, db, folder):
    assert "No mail yet" in client.get(PAGE).content.decode()
    assert "Mails of the demo" in client.get("/").content.decode()


@pytest.mark.parametrize(
    "real", [{"DEBUG": False}, {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}]
)
def test_the_page_does_not_exist_on_a_real_site(client, db, folder, real):
    send_nothing = override_settings(**real)
    with send_nothing:
        assert client.get(PAGE).status_code == 404
        assert "Mails of the demo" not in client.get("/").content.decode()
