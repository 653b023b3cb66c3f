import ssl, urllib.request

context = ssl.create_default_context()  # the built-in roots
context.load_verify_locations("ca.crt")  # and the company's
urllib.request.urlopen("https://{{target.host:orders.internal}}:{{target.port:443}}/", context=context)
