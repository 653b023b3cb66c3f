if (order == nullptr)
  return grpc::Status(grpc::StatusCode::NOT_FOUND, "order " + id + " not found");
