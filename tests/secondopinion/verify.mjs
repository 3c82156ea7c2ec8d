// Verifies credentials with Digital Bazaar's libraries, offline: what is on stdin is all that it may read.
// In: {documents: {address: document}, credentials: [credential]}. Out: [{verified, errors}].
import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";

let asked = "";
for await (const part of process.stdin) asked += part;
const { documents, credentials, now } = JSON.parse(asked);

async function documentLoader(url) {
  if (!(url in documents)) throw new Error(`${url} is not at hand`);
  return { contextUrl: null, documentUrl: url, document: documents[url] };
}

const answers = [];
for (const credential of credentials) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const checkStatus = async () => ({ verified: true });
  const { verified, error } = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus, now });
  answers.push({ verified, errors: [error?.errors ?? error ?? []].flat().map((one) => String(one.message ?? one)) });
}
process.stdout.write(JSON.stringify(answers));
