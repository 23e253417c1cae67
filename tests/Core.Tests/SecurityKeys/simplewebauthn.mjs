// Judges ceremonies by @simplewebauthn/server: a JSON object a line in, {"id", "accepted", "error"} a line out.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const entry = join(process.argv[2], 'node_modules/@simplewebauthn/server/esm/index.js');
const { verifyRegistrationResponse, verifyAuthenticationResponse } = await import(pathToFileURL(entry).href);

const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64url'));

async function judge(ceremony) {
    const asked = {
        response: JSON.parse(ceremony.answer),
        expectedChallenge: ceremony.challenge,
        expectedOrigin: ceremony.origin,
        expectedRPID: ceremony.rpId,
        requireUserVerification: false,
    };
    if (ceremony.stored === null)
        return (await verifyRegistrationResponse({ ...asked, supportedAlgorithmIDs: [-8, -7, -35, -36, -257] })).verified;
    const credential = { id: ceremony.stored.id, publicKey: bytes(ceremony.stored.publicKey), counter: ceremony.stored.counter };
    return (await verifyAuthenticationResponse({ ...asked, credential })).verified;
}

for await (const line of createInterface({ input: process.stdin })) {
    const ceremony = JSON.parse(line);
    let verdict;
    try {
        verdict = { id: ceremony.id, accepted: await judge(ceremony) };
    } catch (error) {
        verdict = { id: ceremony.id, accepted: false, error: String(error.message) };
    }
    console.log(JSON.stringify(verdict));
}
