curl --retry 30 --retry-connrefused --retry-delay 1 http://{{target.host:HOST}}:{{target.port:PORT}}/
