"""What forms of any app share."""


def first_error(form):
    """One sentence that says what is wrong with the form."""
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else None
    return f"{label}: {errors[0]}" if label else errors[0]
