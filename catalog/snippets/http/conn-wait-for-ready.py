retry = Retry(connect=8, read=0, backoff_factor=0.5)  # urllib3: only what never reached the server is repeated
session = requests.Session()
session.mount("http://", HTTPAdapter(max_retries=retry))
