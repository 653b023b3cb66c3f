curl --connect-timeout 5 https://{{target.host:HOST}}:{{target.port:443}}/
