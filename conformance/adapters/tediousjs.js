// The npm package `@tediousjs/connection-string` as a program for `conformance/run`. The first argument is `read` or `write`.
'use strict';
const { readFileSync } = require('node:fs');
const { build, parse } = require('@tediousjs/connection-string');

const [mode, batch] = process.argv.slice(2);
const read = (text) => ({ map: Object.fromEntries(parse(text).entries()) });
const write = ({ keyword, value }) => ({ text: build({ [keyword]: value }) });
const answer = mode === 'write' ? write : read;
const input = readFileSync(0, 'utf8');

if (batch === '--batch') {
    const answers = input.split('\n').slice(0, -1).map((line) => {
        try {
            return JSON.stringify(answer(JSON.parse(line))) + '\n';
        } catch {
            return '{"error":true}\n';
        }
    });
    process.stdout.write(answers.join(''));
} else {
    try {
        process.stdout.write(JSON.stringify(answer(mode === 'write' ? JSON.parse(input) : input)));
    } catch {
        process.exitCode = 1;
    }
}
