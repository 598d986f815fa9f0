// Makes calls with the vendor's Node SDK: calls.js URL TOKEN. Each line of standard input is a call in JSON: the name
// of the operation, and its arguments by their names on the wire. The answer is a line with the name, the status code
// and the data.
const { AuthenticationClient } = require("authing-node-sdk");

const [url, token] = process.argv.slice(2);
const client = new AuthenticationClient({ appId: "calls", appSecret: "not used", appHost: url });
client.setAccessToken(token);

async function main() {
    const lines = require("node:readline").createInterface({ input: process.stdin });
    for await (const line of lines) {
        const [name, values] = JSON.parse(line);
        if (!client[name]) console.log(JSON.stringify([name, "has no such method"]));
        else await client[name](values).then(
            (answer) => console.log(JSON.stringify([name, answer.statusCode, answer.data])),
            (error) => console.log(JSON.stringify([name, error.message])),
        );
    }
}

main();
