// Keeps the values of ctx, drops its deadline and its cancellation (Go 1.21).
background, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
go func() {
	defer cancel()
	audit(background, order)
}()
