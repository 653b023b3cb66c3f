ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
defer cancel()
reply, err := client.GetOrder(ctx, request)
