HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
