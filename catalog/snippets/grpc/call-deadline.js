client.getOrder(request, { deadline: Date.now() + 2000 }, (error, reply) => { /* ... */ });
