requests.get(url, timeout=(3, 10))  # seconds to connect, and between two bytes of the answer
