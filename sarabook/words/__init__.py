"""Words that everything uses: days, numbers and dates as words, named findings, what is wrong and how to mend it."""
