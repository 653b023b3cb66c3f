if (order is null)
    throw new RpcException(new Status(StatusCode.NotFound, $"order {id} not found"));
