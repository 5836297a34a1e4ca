"""The people of the demo; they exist only where DEBUG is on."""

DEMO_PASSWORD = "jumun-demo"  # noqa: S105 (printed for everybody)
DEMO_ACCOUNTS = {
    "customer": "ann@demo.jumun.example",
    "owner": "bea@demo.jumun.example",
    "rider": "cy@demo.jumun.example",
    "admin": "admin@demo.jumun.example",
}
