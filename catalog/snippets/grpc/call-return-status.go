if errors.Is(err, sql.ErrNoRows) {
	return nil, status.Errorf(codes.NotFound, "order %s not found", id)
}
