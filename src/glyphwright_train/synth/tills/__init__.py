"""What tills print: the rows of receipts whose company, date, address and total are known."""
