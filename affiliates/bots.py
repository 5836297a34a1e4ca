"""Visitors that are programs: they follow links, and buy nothing.

The words are those of the user agents that https://github.com/monperrus/crawler-user-agents lists, reduced to
what they share; previews of messengers and HTTP libraries are among them.
"""

import re

from django.http import HttpRequest

WORDS = (
    *(
        "bot",
        "crawl",
        "spider",
        "slurp",
        "archiver",
        "scan",
        "monitor",
        "uptime",
        "preview",
        "fetch",
    ),
    *("headless", "phantom", "selenium", "puppeteer", "playwright", "lighthouse", "pagespeed"),
    *(
        "facebookexternalhit",
        "meta-external",
        "whatsapp",
        "telegram",
        "kakaotalk-scrap",
        "skypeuri",
    ),
    *("slack-img", "linkexpanding", "embedly", "vkshare", "pinterest/0", "yeti", "daum/", "daumoa"),
    *(
        "curl",
        "wget",
        "httpie",
        "python",
        "aiohttp",
        "httpx",
        "okhttp",
        "java/",
        "go-http",
        "libwww",
    ),
    *(
        "node-fetch",
        "axios",
        "undici",
        "guzzle",
        "apache-http",
        "ruby",
        "perl",
        "postman",
        "insomnia",
    ),
    *(
        "feed",
        "rss",
        "validator",
        "checker",
        "index",
        "bingpreview",
        "mediapartners",
        "apis-google",
    ),
)
BOT = re.compile("|".join(map(re.escape, WORDS)), re.IGNORECASE)
# Some apps call themselves by a word above, and have a person in front of them.
NO_BOTS = re.compile(r"cubot", re.IGNORECASE)
MAX_LENGTH = 1000  # of a user agent


def is_program(request: HttpRequest) -> bool:
    """Whether no person asked for the page: a program, a prefetch, or a HEAD."""
    return request.method != "GET" or is_prefetch(request) or is_bot(user_agent(request))


def is_prefetch(request: HttpRequest) -> bool:
    """https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Purpose; the others are its forerunners."""
    headers = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
    purposes = " ".join(request.headers.get(name, "") for name in headers).lower()
    return any(word in purposes for word in ("prefetch", "prerender", "preview"))


def is_bot(agent: str) -> bool:
    return not agent or bool(BOT.search(NO_BOTS.sub("", agent)))


def user_agent(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:MAX_LENGTH]
