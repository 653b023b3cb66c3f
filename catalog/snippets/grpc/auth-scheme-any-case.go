scheme, token, found := strings.Cut(header, " ")
if !found || !strings.EqualFold(scheme, "Bearer") {
	return status.Error(codes.Unauthenticated, "authorization metadata must be: Bearer <token>")
}
