"""What people, programs and attackers type instead of the words of a mark, and whether it can be compared."""

LAM = "\ufdfa"  # one sign of Arabic that is spelled in eighteen letters and three words
REFUSED = {
    "empty": "",
    "spaces": " \u00a0\u3000",
    "symbols": "!?%§()*+--",
    "emoji": "\U0001f600\U0001f389\U0001f468\u200d\U0001f469",
    "zero width alone": "\u200b\u200d\u2060\ufeff",
    "direction marks alone": "\u202e\u202c",
    "combining marks alone": "\u0301" * 40,
    "NUL": "\x00",
    "lone surrogate": "\ud800",
    "private use": "\ue000\uf8ff",
    "no character at all": "\uffff",
    "a script that is not read": "\U00012000\U00012001",
    "100,000 characters": "A" * 100_000,
    "100,000 zero widths": "\u200b" * 100_000,
}
COMPARED = {  # and as what; None: not said here
    "one letter": ("q", "Q"),
    "500 letters": ("ABCDE" * 100, "ABCDE" * 100),
    "500 times one letter": ("A" * 500, "A" * 500),
    "256 one-letter words": ("A B " * 128, None),
    "252 other one-letter words": (" ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" * 7)[:503], None),
    "170 two-letter words": (" ".join(chr(65 + n % 26) + chr(65 + n // 26) for n in range(170)), None),
    "hundreds of words of one sign": (LAM * 512, None),
    "512 ampersands": ("&" * 512, "AND " * 511 + "AND"),
    "letter-play heaps": ("4U2 " * 128, None),
    "512 Chinese characters": ("".join(map(chr, range(0x4E00, 0x5000))), None),
    "mixed scripts": ("PEPSIкола可乐", "PEPSIKOLAKELE"),
    "word and emoji": ("SUN\U0001f600SHINE", "SUN SHINE"),
    "right to left override": ("\u202eALOC\u202c", "ALOC"),
    "right to left": ("شركة النور", None),
    "zero width within": ("P\u200bE\u200dP\u2060S\ufeffI", "PEPSI"),
    "Zalgo": ("P" + "\u0301\u0323\u0336" * 20 + "E" + "\u0300" * 50 + "PSI", "PEPSI"),
    "fullwidth": ("ＰＥＰＳＩ", "PEPSI"),
    "mathematical letters": ("\U0001d40f\U0001d404\U0001d40f\U0001d412\U0001d408", "PEPSI"),
    "a template": ("{asked} %s {0} $letters", "ASKED S 0 LETTERS"),
    "markup": ("<script>alert(1)</script>", "SCRIPT ALERT 1 SCRIPT"),
}
CONTROLS = {  # the API, the pages and the command line refuse them; a mark that was filed with them is compared
    "control characters": ("CO\x07LA", "CO LA"),
    "NUL within": ("A\x00B", "A B"),
    "lone surrogate within": ("CO\ud800LA", "COLA"),
    "line ends": ("A\nB\r\nC", "A B C"),
}
