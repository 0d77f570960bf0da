"""The room that sets a study up: its folder, its `dvc.yaml`, and the check of all that people wrote in it."""
