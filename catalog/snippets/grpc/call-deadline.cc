grpc::ClientContext context;
context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(2));
grpc::Status status = stub->GetOrder(&context, request, &reply);
