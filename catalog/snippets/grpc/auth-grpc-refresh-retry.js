const { status } = require('@grpc/grpc-js');

// tokens.invalidate() drops the cached token, so that the next call fetches a new one.
async function retryOnce(tokens, call) {
  try {
    return await call();
  } catch (error) {
    if (error.code !== status.UNAUTHENTICATED) throw error;
    tokens.invalidate();
    return call(); // once: a fresh token that is refused is no matter of age
  }
}

const getOrder = util.promisify(client.getOrder).bind(client);
const order = await retryOnce(tokens, () => getOrder({ id: 'ord_1042' }));
