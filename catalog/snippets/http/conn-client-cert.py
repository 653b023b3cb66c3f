import ssl, urllib.request

context = ssl.create_default_context()
context.load_cert_chain("client.crt", "client.key")
urllib.request.urlopen("https://{{target.host:orders.internal}}:{{target.port:443}}/", context=context)
