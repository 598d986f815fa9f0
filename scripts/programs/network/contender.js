// The vendor's Node SDK as a program that `network` measures: contender.js URL. benches/src/bin/contender.rs describes
// the commands. NODE_EXTRA_CA_CERTS names the certificate to trust.
const { AuthenticationClient } = require("authing-node-sdk");

const url = process.argv[2];
const token = "00000000." + "eyJzdWIiOiI2MjI5ZmZhIn0".repeat(28);
let client;

async function run(most, until, inFlight) {
    const ms = [];
    let begun = 0, failed = 0, failure = null;
    const worker = async () => {
        while (begun++ < most && performance.now() < until) {
            const begin = performance.now();
            try {
                const answer = await client.getProfile({ withIdentities: true });
                if (!answer.data?.userId) throw new Error("no profile");
                ms.push(performance.now() - begin);
            } catch (error) {
                failed++;
                failure = error.message;
            }
        }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    return { failed, failure, ms };
}

async function answer(line) {
    const [what, amount, inFlight] = line.split(" ");
    const begin = performance.now(), used = process.cpuUsage();
    let calls = { failed: 0, failure: null, ms: [] };
    if (what === "new") {
        client = new AuthenticationClient({ appId: "network", appSecret: "not used", appHost: url });
        client.setAccessToken(token);
    } else if (what === "connect") {
        // The SDK can't open connections ahead.
    } else if (what === "calls") {
        calls = await run(Number(amount), Infinity, Number(inFlight));
    } else {
        calls = await run(Infinity, begin + Number(amount) * 1000, Number(inFlight));
    }
    const { user, system } = process.cpuUsage(used);
    console.log(JSON.stringify({ seconds: (performance.now() - begin) / 1e3, cpu: (user + system) / 1e6, ...calls }));
}

async function main() {
    console.log("ready");
    const lines = require("node:readline").createInterface({ input: process.stdin });
    for await (const line of lines) await answer(line);
}

main().catch((error) => { console.error(error.message); process.exit(1); });
