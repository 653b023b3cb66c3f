// A transport that drops a refused token and repeats the request once. inner adds the Authorization header.
func (t *retryOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := t.inner.RoundTrip(r)
	if err != nil || response.StatusCode != http.StatusUnauthorized || (r.Body != nil && r.GetBody == nil) {
		return response, err
	}
	response.Body.Close()
	t.tokens.Invalidate()
	again := r.Clone(r.Context())
	if r.GetBody != nil {
		if again.Body, err = r.GetBody(); err != nil {
			return nil, err
		}
	}
	return t.inner.RoundTrip(again)
}
