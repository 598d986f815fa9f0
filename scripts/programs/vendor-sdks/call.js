// One of the programs of scripts/vendor-sdks: the vendor's Node SDK.
const { AuthenticationClient } = require("authing-node-sdk");

const [url, token, userId, ...rest] = process.argv.slice(2);
const [warmUp, calls, inFlight] = rest.map(Number);
const client = new AuthenticationClient({ appId: "vendor-sdks", appSecret: "not used", appHost: url });
client.setAccessToken(token);

async function call() {
    const answer = await client.getProfile({ withCustomData: true, withIdentities: true, withDepartmentIds: true });
    if (answer.data?.userId !== userId) throw new Error("not the profile that was asked for");
    return answer.data;
}

async function run(calls) {
    let left = calls;
    const worker = async () => { while (left-- > 0) await call(); };
    await Promise.all(Array.from({ length: inFlight }, worker));
}

async function main() {
    if (calls === undefined) return console.log((await call()).userId);
    await run(warmUp);
    const begin = process.hrtime.bigint(), used = process.cpuUsage();
    await run(calls);
    const wall = Number(process.hrtime.bigint() - begin) / 1e9, { user, system } = process.cpuUsage(used);
    console.log(wall, (user + system) / 1e6);
}

main().catch((error) => { console.error(error.message); process.exit(1); });
