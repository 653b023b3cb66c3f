// Per call, never once on a stub that is kept: the deadline is a point in time.
Order reply = stub.withDeadlineAfter(2, TimeUnit.SECONDS).getOrder(request);
