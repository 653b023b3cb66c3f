// InvalidateToken() drops the cached token, so that the plugin fetches a new one for the next call.
template <typename Call>
grpc::Status RetryOnce(Call call) {
  grpc::ClientContext first;
  grpc::Status status = call(&first);
  if (status.error_code() != grpc::StatusCode::UNAUTHENTICATED) return status;
  InvalidateToken();
  grpc::ClientContext second;  // a ClientContext serves one call only
  return call(&second);        // once: a fresh token that is refused is no matter of age
}

auto status = RetryOnce([&](grpc::ClientContext* context) { return stub->GetOrder(context, request, &order); });
