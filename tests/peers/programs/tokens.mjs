// npm's `@sd-jwt/sd-jwt-vc` and `jose`: SD-JWTs in every serialisation, and plain signed tokens. One JSON line each way.
import crypto from 'node:crypto';
import readline from 'node:readline';
import {FlattenJSON, GeneralJSON, SDJwtGeneralJSONInstance} from '@sd-jwt/core';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import * as jose from 'jose';

const signs = jwk => {
  const key = crypto.createPrivateKey({key: jwk, format: 'jwk'});
  const hash = jwk.crv === 'Ed25519' ? null : 'sha256';
  return data => crypto.sign(hash, Buffer.from(data), {key, dsaEncoding: 'ieee-p1363'}).toString('base64url');
};
const verifies = jwk => {
  const key = crypto.createPublicKey({key: jwk, format: 'jwk'});
  const hash = jwk.crv === 'Ed25519' ? null : 'sha256';
  const read = text => Buffer.from(text, 'base64url');
  return (data, signature) => crypto.verify(hash, Buffer.from(data), {key, dsaEncoding: 'ieee-p1363'}, read(signature));
};
const algorithm = jwk => (jwk.crv === 'Ed25519' ? 'EdDSA' : 'ES256');
const common = (key, holder) => ({
  hasher: (data, name) => {
    const bytes = typeof data === 'string' ? data : Buffer.from(data);
    return crypto.createHash(name.replace('sha-', 'sha')).update(bytes).digest();
  },
  hashAlg: 'sha-256',
  saltGenerator: length => crypto.randomBytes(length).toString('base64url').slice(0, length),
  verifier: verifies(key),
  kbVerifier: (data, signature, payload) => verifies(payload.cnf.jwk)(data, signature),
  ...(key.d ? {signer: signs(key), signAlg: algorithm(key)} : {}),
  ...(holder ? {kbSigner: signs(holder), kbSignAlg: algorithm(holder)} : {}),
});
const one = (key, holder) => new SDJwtVcInstance(common(key, holder));
const several = (key, holder) => new SDJwtGeneralJSONInstance(common(key, holder));
const binding = ({audience, nonce}) => ({kb: {payload: {iat: Math.floor(Date.now() / 1000), aud: audience, nonce}}});

const commands = {
  issue: ({claims, frame, key, kid}) => one(key).issue(claims, frame, {header: {kid}}),
  async issueGeneral({claims, frame, key, kid}) {
    const sigs = [{signer: signs(key), alg: algorithm(key), kid, header: {typ: 'dc+sd-jwt'}}];
    return (await several(key).issue(claims, frame, {sigs})).toJson();
  },
  present: ({sdJwt, frame, key, holder, ...occasion}) => one(key, holder).present(sdJwt, frame, binding(occasion)),
  asFlattened: ({sdJwt}) => FlattenJSON.fromEncode(sdJwt).toJson(),
  asGeneral: ({sdJwt}) => GeneralJSON.fromEncode(sdJwt).toJson(),
  async verify({sdJwt, key, nonce}) {
    return (await one(key).verify(sdJwt, {keyBindingNonce: nonce})).payload;
  },
  verifyFlattened: ({document, key, nonce}) =>
    commands.verify({sdJwt: FlattenJSON.fromSerialized(document).toEncoded(), key, nonce}),
  async verifyGeneral({document, key, nonce}) {
    const found = await several(key).verify(GeneralJSON.fromSerialized(document), {keyBindingNonce: nonce});
    return found.payload;
  },
  async newKey({name}) {
    const pair = await jose.generateKeyPair(name, {extractable: true});
    return jose.exportJWK(pair.privateKey);
  },
  async sign({payload, header, key}) {
    return new jose.SignJWT(payload).setProtectedHeader(header).sign(await jose.importJWK(key, header.alg));
  },
  async verifyToken({token, key}) {
    const {payload} = await jose.jwtVerify(token, await jose.importJWK(key, jose.decodeProtectedHeader(token).alg));
    return payload;
  },
};

for await (const line of readline.createInterface({input: process.stdin})) {
  const [name, given] = JSON.parse(line);
  let answer;
  try {
    answer = {given: (await commands[name](given)) ?? null};
  } catch (error) {
    answer = {refused: `${error.name}: ${error.message}`};
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
