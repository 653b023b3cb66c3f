process.on('SIGTERM', () => {
  server.close(() => process.exit(0)); // waits for the requests that run
  server.closeIdleConnections();
});
