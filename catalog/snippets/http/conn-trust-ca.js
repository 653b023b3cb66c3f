// Or start the program with NODE_EXTRA_CA_CERTS=ca.crt, which fetch reads too.
const ca = [...tls.rootCertificates, fs.readFileSync('ca.crt', 'utf8')];
https.get('https://{{target.host:orders.internal}}:{{target.port:443}}/', { ca }, response => response.resume());
