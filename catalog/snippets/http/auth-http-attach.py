class Bearer(requests.auth.AuthBase):
    """As auth=, not headers=: an entry for the host in ~/.netrc would replace a header that you set yourself."""

    def __call__(self, request):
        request.headers["Authorization"] = "Bearer " + get_token()
        return request


response = requests.get("https://api.example.com/v1/orders", auth=Bearer(), timeout=10)
