ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
defer stop()
go srv.Serve(lis)
<-ctx.Done()
health.SetServingStatus("", healthpb.HealthCheckResponse_NOT_SERVING)
time.Sleep(10 * time.Second) // until the load balancer has noticed
srv.GracefulStop()
