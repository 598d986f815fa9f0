// Standard input is a list of [schema, value, value]. Prints the first error of each value, or null.
import { text } from "node:stream/consumers";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

const lists = JSON.parse(await text(process.stdin));
const first = lists.map(([schema, ...values]) => {
    const check = formats(new Ajv({ strict: true, allErrors: false })).compile(schema);
    return values.map((value) => (check(value) ? null : `${check.errors[0].instancePath} ${check.errors[0].message}`));
});
process.stdout.write(JSON.stringify(first));
