st, _ := status.New(codes.Unauthenticated, "the access token has expired").WithDetails(
	&errdetails.ErrorInfo{Reason: "ACCESS_TOKEN_EXPIRED", Domain: "orders.example.com"})
return st.Err()
