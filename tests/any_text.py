from hypothesis import strategies as st

# Those of UTF-8, which Hypothesis would collect for more than a second.
CHARACTERS = st.characters(exclude_categories=["Cs"])
