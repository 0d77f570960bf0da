"""What people decided and what stands, the units they decide on, the codebook of themes, the review workbooks."""
