def get(url):
    """tokens.invalidate() drops the cached token, so that Bearer() fetches a new one."""
    response = requests.get(url, auth=Bearer(), timeout=10)
    if response.status_code == 401:
        tokens.invalidate()
        response = requests.get(url, auth=Bearer(), timeout=10)  # once: more is no matter of age
    return response
