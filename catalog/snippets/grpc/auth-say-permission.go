st, _ := status.New(codes.PermissionDenied, "caller does not have permission 'orders.orders.get'").WithDetails(
	&errdetails.ErrorInfo{Reason: "PERMISSION_MISSING", Domain: "orders.example.com",
		Metadata: map[string]string{"permission": "orders.orders.get"}})
return st.Err()
