const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
