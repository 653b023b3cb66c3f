Order order = stub.withWaitForReady()
    .withDeadlineAfter(10, TimeUnit.SECONDS)
    .getOrder(request);
