"""OpenAI's chat completions, which Gemini and others have, too: `mode` sets the fault."""

import json
from threading import Event

from devtools.stubs.server import LoopbackServer, QuietHandler

KEY = "sk-the-key-of-the-model"
PATH = "/v1beta/openai/chat/completions"
TOKENS = 310  # of each question and its answer


class ChatHandler(QuietHandler):
    def do_POST(self):  # noqa: N802
        stub = self.server.stub
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        stub.asked.append(question)
        if self.headers["Authorization"] != f"Bearer {KEY}":
            return self.fault(401, "Incorrect API key provided.", "invalid_api_key")
        if self.path != PATH or set(question) != {"model", "messages"}:
            return self.fault(400, "Unknown parameter.", "unknown_parameter")
        if stub.mode == "busy":
            return self.fault(429, "Rate limit reached.", "rate_limit_exceeded")
        if stub.mode == "garbage":
            return self.answer(b"<<not json>>")
        if stub.mode == "slow":
            return stub.closing.wait()
        return self.answer(json.dumps(completion(question, stub)).encode())

    def fault(self, status, message, code):
        error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
        self.answer(json.dumps({"error": error}).encode(), status)


def reversed_of(numbers):
    return json.dumps(numbers[::-1])


def completion(question, stub):
    asked = json.loads(question["messages"][-1]["content"])
    text = (stub.content or reversed_of)([each["number"] for each in asked["candidates"]])
    return {
        "id": "chatcmpl-9Jumun",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": question["model"],
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": TOKENS - 10,
            "completion_tokens": 10,
            "total_tokens": stub.tokens,
        },
        "system_fingerprint": None,
    }


class ChatStub(LoopbackServer):
    """`content` makes the text of an answer from the numbers of the candidates; by default reversed.

    `tokens` is what an answer says that it has used.
    """

    handler = ChatHandler

    def __init__(self):
        self.mode = "ok"
        self.content = None
        self.tokens = TOKENS
        self.asked = []
        self.closing = Event()
        super().__init__()

    @property
    def endpoint(self):
        return self.url + PATH.removesuffix("/chat/completions")

    def __exit__(self, *error):
        self.closing.set()
        super().__exit__(*error)
