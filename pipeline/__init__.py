"""A reproducible pipeline for mixed-methods evaluation studies: survey and interview notes, braided into findings."""
