if (!order) {
  callback({ code: grpc.status.NOT_FOUND, details: `order ${id} not found` });
  return;
}
