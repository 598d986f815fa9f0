// Signs with jose: standard input is {alg, claims, key} in JSON, standard output the token.
import { SignJWT } from "jose";
import { text } from "node:stream/consumers";

const { alg, claims, key } = JSON.parse(await text(process.stdin));
process.stdout.write(await new SignJWT(claims).setProtectedHeader({ alg, kid: key.kid, typ: "at+jwt" }).sign(key));
