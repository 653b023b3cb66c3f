HttpResponse<String> get(URI uri) throws Exception {
  HttpResponse<String> response = attempt(uri); // sends with tokens.get()
  if (response.statusCode() == 401) {
    tokens.invalidate();
    response = attempt(uri); // once: a fresh token that is refused is no matter of age
  }
  return response;
}
