"""Networks and runs in the forms of other programs, a file each; none of them needs Qt."""
