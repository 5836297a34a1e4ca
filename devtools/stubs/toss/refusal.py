class Refusal(Exception):
    """Toss's refusal, with its code."""

    def __init__(self, status, code, message="요청을 처리할 수 없습니다."):
        super().__init__(code)
        self.status, self.answer = status, {"code": code, "message": message}
