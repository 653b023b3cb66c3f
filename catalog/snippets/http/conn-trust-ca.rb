http = Net::HTTP.new("{{target.host:orders.internal}}", {{target.port:443}})
http.use_ssl = true
http.ca_file = "ca.crt"
