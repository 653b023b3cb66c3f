const options = { cert: fs.readFileSync('client.crt'), key: fs.readFileSync('client.key') };
https.get('https://{{target.host:orders.internal}}:{{target.port:443}}/', options, response => response.resume());
