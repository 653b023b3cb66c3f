requests.get("https://{{target.host:orders.internal}}:{{target.port:443}}/", timeout=(5, 30))  # connect, read
