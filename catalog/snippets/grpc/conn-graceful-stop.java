Runtime.getRuntime().addShutdownHook(new Thread(() -> {
  server.shutdown(); // no new calls
  try {
    if (!server.awaitTermination(30, TimeUnit.SECONDS)) server.shutdownNow();
  } catch (InterruptedException e) {
    server.shutdownNow();
  }
}));
