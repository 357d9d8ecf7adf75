"""The ways in which a personnummer is written, and what only looks like one: one table for every door."""

PERSONNUMMER = {
    "with a hyphen": "880320-0016",
    "with the century": "19880320-0016",
    "with the century, digits only": "198803200016",
    "over a hundred years old": "880320+0016",
    "with a space": "880320 0016",
    "with a hyphen and spaces": "811228 - 9874",
    "with the century, a hyphen and spaces": "19880320 - 0016",
    "with an en dash": "880320\u20130016",
    "with an em dash": "880320\u20140016",
    "with a non-breaking hyphen": "880320\u20110016",
    "with a minus sign": "880320\u22120016",
    "with a full-width hyphen": "880320\uff0d0016",
    "with a narrow space": "880320\u202f0016",
    "with a slash": "880320/0016",
    "with a point": "880320.0016",
    "with a comma": "880320,0016",
    "with an underscore": "880320_0016",
    "with a colon": "880320:0016",
    "with a bullet": "880320\u20220016",
    "with a parenthesis": "880320 (0016)",
    "the birthday in parts": "88-03-20-0016",
    "the birthday in parts, then a space": "88-03-20 0016",
    "the whole birthday in parts": "1981-12-28-9874",
    "the whole birthday with spaces": "1988 03 20 0016",
    "the whole birthday with slashes": "1988/03/20-0016",
    "the whole birthday with points": "1988.03.20.0016",
    "the century apart": "19 880320 0016",
    "the date digit by digit": "8 8 0 3 2 0 0016",
    "digit by digit": "8 8 0 3 2 0 - 0 0 1 6",
    "digit by digit with hyphens": "8-8-0-3-2-0-0-0-1-6",
    "in pairs": "88 03 20 00 16",
    "in full-width digits": "\uff18\uff18\uff10\uff13\uff12\uff10-\uff10\uff10\uff11\uff16",
    "in Arabic digits": "\u0668\u0668\u0660\u0663\u0662\u0660-\u0660\u0660\u0661\u0666",
    "with a soft hyphen inside": "880\u00ad320-0016",
    "with a zero-width space inside": "88\u200b0320-0016",
    "a samordningsnummer": "880380-0005",
    "a samordningsnummer with the century": "19880380-0005",
    "a samordningsnummer with a space": "880380 0005",
    "after 'nr'": "nr880320-0016",
    "after a name": "Anna Andersson 880320-0016",
    "right after a name": "Andersson880320-0016",
    "before a name": "880320-0016Andersson",
}
"""How it is written → an example that nobody can mistake: refused in free text and in fields for numbers."""

ON_SEVERAL_LINES = {
    "over a line break": "880320\n0016",
    "with a hyphen at the line's end": "880320-\r\n    0016",
    "with a tab": "880320\t0016",
}
"""The same where the door takes several lines."""

ONLY_IN_FREE_TEXT = {
    "ten digits in a row": "8803200016",
    "a samordningsnummer in a row": "8803800005",
    "ten digits in two groups": "8803 200016",
    "on a code with letters": "AB880320-0016",
}
"""A serial or an order number can look like these by chance; a sentence has no need to."""

NO_PERSONNUMMER = {
    "a wrong check digit": "880320-0017",
    "no date": "881320-0014",
    "no day": "880332-0012",
    "a wrong century": "178803200016",
    "an organisation's number": "556036-0793",
    "thirteen digits": "8803200016123",
    "too few digits": "88032-00016",
    "a date": "2026-11-23",
    "a date and a time": "2026-11-25 10:44",
    "a date and a time with a point": "2026-11-25 10.44",
    "two dates": "2026-03-05 – 2026-03-10",
    "two short dates": "26-03-05 - 26-03-10",
    "a day and a month before the year": "21/05/1972 02/11/1972",
    "an instant": "2026-11-27T19:45:12.123456+01:00",
    "a mobile number": "070-103 22 19",
}
