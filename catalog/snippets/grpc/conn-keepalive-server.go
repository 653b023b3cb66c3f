srv := grpc.NewServer(grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{
	MinTime:             30 * time.Second, // default: 5 minutes
	PermitWithoutStream: true,             // default: false
}))
