"""The race of several runs over the loss of two numbers: on the stage of Compare and in lessons."""
