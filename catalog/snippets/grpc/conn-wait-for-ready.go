ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
defer cancel()
order, err := client.GetOrder(ctx, req, grpc.WaitForReady(true))
