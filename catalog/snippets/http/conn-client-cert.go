pair, err := tls.LoadX509KeyPair("client.crt", "client.key")
if err != nil {
	return err
}
client := &http.Client{Transport: &http.Transport{
	TLSClientConfig: &tls.Config{Certificates: []tls.Certificate{pair}},
}}
