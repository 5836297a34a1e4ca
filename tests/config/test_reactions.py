from config.reactions import REACTIONS, SUBJECTS


def test_each_event_has_its_reactions_in_one_module():
    assert sum(len(each.REACTIONS) for each in SUBJECTS) == len(REACTIONS)
