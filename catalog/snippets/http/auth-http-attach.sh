curl -i -H "Authorization: Bearer $TOKEN" https://{{http.host:api.example.com}}{{http.path:/v1/orders}}
