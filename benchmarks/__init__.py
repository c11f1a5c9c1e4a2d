"""What the house does in a second, each figure beside the bare parts it is made of: ``make bench``, ``ONLY=name`` for one."""
