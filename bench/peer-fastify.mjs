import fastify from 'fastify';

/** The framework with nothing around it: one object out of memory, for everybody. Prints its port. */
const file = JSON.parse(process.argv[2]);
const app = fastify();
app.get('/api/v2/files/:id', async () => file);
await app.listen({ host: '127.0.0.1', port: 0 });
console.log(`port ${app.server.address().port}`);
