ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
defer stop()
go server.ListenAndServe()
<-ctx.Done()
last, cancel := context.WithTimeout(context.Background(), 30*time.Second)
defer cancel()
server.Shutdown(last) // closes idle connections, and waits for the requests that run
