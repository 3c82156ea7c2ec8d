"""Texts that have broken programs like this one: each is typed into every field."""

MARK = "shixunxss"
"""A tag or handler by this name on a page means that a text was read as markup."""

PAYLOADS = [
    # markup
    f"<{MARK}>", f"</title><{MARK}>", f"</script><{MARK}>", f"--><{MARK}>", f"]]><{MARK}>", f"</textarea><{MARK}>",
    f'"><{MARK} x="', f"'><{MARK} x='", f'" {MARK}="1', f"' {MARK}='1", f"` {MARK}=1",
    "<script>document.title='shixunxss'</script>", "<ScRiPt >alert(1)</sCrIpT>", "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "<svg><animate onbegin=alert(1) attributeName=x>",
    "<math><mi xlink:href=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "&lt;script&gt;", "&#60;script&#62;", "\\u003cscript\\u003e", "%3Cscript%3E",
    "<!--#exec cmd='id'-->", "<?php echo 1 ?>",
    # templates and formats
    "{{98765*43}}", "{{config}}", "{% raw %}", "{#", "${98765*43}", "#{98765*43}", "<%= 98765*43 %>", "%s%s%s%n",
    "%(name)s", "%",
    "{0}", "{name}", "{0.__class__}", "\\", "\\\\n", "$(id)", "`id`", "; rm -rf /", "| id", "#read(\"/etc/passwd\")",
    # databases
    "$where", "$gt", "{\"$ne\": null}", "a.b", "' OR '1'='1", "';return true;//", ".*", "(a+)+$", "[", "^",
    # formulas
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\uff1d1+1", "=HYPERLINK(\"http://x.example\")", "\t=1",
    # mails
    "=?utf-8?q?a=0ABcc:=20x@x.example?=", "=?utf-8?q?=0D=0A=0D=0Ax?= \u6c49", "=?utf-8?b?CkJjYzogeEB4LmV4YW1wbGU=?=",
    # paths
    "../../etc/passwd", "..\\..\\win.ini", "/etc/passwd", "CON", "file:///etc/passwd", "http://169.254.169.254/",
    # characters
    "\u202egnp.exe", "\u2066x\u2069", "a\x00b", "\x1b[31m", "\x7f", "\ud800", "\udc00x", "\ufffe", "\ufeff", "\u0000",
    "e\u0301", "\u1e9b\u0323", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f600" * 50, "Z\u0351\u036b" * 40,
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "\r\n\r\nSet-Cookie: a=b",
    "\nBcc: x@x.example", " ", "", "\u3000", "\u200b",
    # sizes and kinds
    "x" * 10_000, "\u6c49" * 70_000, "x\n" * 5_000, "null", "true", "NaN", "1e999", "-0", "0x10", "\u0661", "9" * 400,
]  # fmt: skip
