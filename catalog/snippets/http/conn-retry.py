retry = Retry(total=3, backoff_factor=0.5)  # urllib3; by default only methods that may run twice
session = requests.Session()
session.mount("https://", HTTPAdapter(max_retries=retry))
