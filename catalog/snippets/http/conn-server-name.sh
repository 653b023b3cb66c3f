curl -v --connect-to orders.example.com:443:{{target.host:HOST}}:{{target.port:443}} https://orders.example.com/
