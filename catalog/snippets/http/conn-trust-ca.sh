curl --cacert ca.crt https://{{target.host:HOST}}:{{target.port:PORT}}/
