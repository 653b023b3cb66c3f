HttpRequest request = HttpRequest.newBuilder(URI.create("https://api.example.com/v1/orders"))
    .header("Authorization", "Bearer " + tokens.get())
    .build();
HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
