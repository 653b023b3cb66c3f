ca, err := os.ReadFile("ca.crt")
if err != nil {
	return err
}
roots, err := x509.SystemCertPool()
if err != nil {
	return err
}
roots.AppendCertsFromPEM(ca)
client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
