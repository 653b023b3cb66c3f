curl --retry 3 --retry-all-errors --retry-delay 1 https://{{target.host:HOST}}:{{target.port:443}}/
