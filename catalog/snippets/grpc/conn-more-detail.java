try {
  stub.getOrder(request);
} catch (StatusRuntimeException e) {
  // The description ("io exception") says nothing; the chain of causes does.
  for (Throwable t = e; t != null; t = t.getCause()) System.err.println(t);
}
