curl --cert client.crt --key client.key https://{{target.host:HOST}}:{{target.port:443}}/
