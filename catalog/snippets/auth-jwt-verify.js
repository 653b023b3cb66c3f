import { createRemoteJWKSet, jwtVerify } from 'jose';

const keys = createRemoteJWKSet(new URL('https://id.example.com/.well-known/jwks.json')); // once per process

const { payload } = await jwtVerify(token, keys, {
  audience: 'orders', issuer: 'https://id.example.com/', clockTolerance: '60s' });
