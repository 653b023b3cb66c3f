curl --max-time 10 https://{{target.host:HOST}}:{{target.port:443}}/
