// tokens.invalidate() drops the cached token, so that tokens.get() fetches a new one.
async function fetchWithToken(url, options = {}) {
  const attempt = async () =>
    fetch(url, { ...options, headers: { ...options.headers, authorization: `Bearer ${await tokens.get()}` } });
  const response = await attempt();
  if (response.status !== 401) return response;
  tokens.invalidate();
  return attempt(); // once: a fresh token that is refused is no matter of age
}
