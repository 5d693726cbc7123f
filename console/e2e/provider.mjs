// A provider of OpenID Connect on loopback, for the walk through it: everybody is who he says he is there.
//
//   node e2e/provider.mjs HOUSE-URL
//
// Prints its issuer's address when it answers, and serves until it is ended.

import { createServer } from "node:http";

import Provider from "oidc-provider";

const house = process.argv[2];
const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "tongguan",
      redirect_uris: [`${house}/api/v1/session/provider/callback`],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email", "email_verified"] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id, email: `${id}@example.invalid`, email_verified: true }),
  }),
  cookies: { keys: ["for this walk alone"] },
  features: { devInteractions: { enabled: true } },
});
server.on("request", provider.callback());
console.log(issuer);
