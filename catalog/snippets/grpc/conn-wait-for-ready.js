// The client waits until the channel is ready, at most until the deadline.
client.waitForReady(Date.now() + 10_000, (error) => { /* then call */ });
