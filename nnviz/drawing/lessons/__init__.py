"""What stands on the stage of a lesson, as marks on a sheet: numbers and places, whoever paints them."""
