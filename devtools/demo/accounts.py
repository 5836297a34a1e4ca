"""The people of the demo; they exist only where DEBUG is on."""

DEMO_PASSWORD = "jumun-demo"  # noqa: S105 (printed for everybody)

# What the account is for, the e-mail to sign in with, the person's name.
DEMO_ACCOUNTS = (
    ("customer", "ann@demo.jumun.example", "Ann"),
    ("owner", "bea@demo.jumun.example", "Bea"),
    ("rider", "cy@demo.jumun.example", "Cy"),
    ("admin", "admin@demo.jumun.example", "Admin"),
)
