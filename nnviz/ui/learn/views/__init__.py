"""What can stand on the stage of a lesson: a file for each view, and a line of ``VIEWS`` (``table``)."""
