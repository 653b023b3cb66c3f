curl -v https://{{target.host:HOST}}:{{target.port:443}}/
NODE_DEBUG=tls,https node client.js               # Node.js
java -Djavax.net.debug=ssl:handshake -jar client.jar   # Java
