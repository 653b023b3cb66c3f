process.on('SIGTERM', () => {
  server.tryShutdown(() => process.exit(0)); // waits for running calls
  setTimeout(() => server.forceShutdown(), 30_000);
});
