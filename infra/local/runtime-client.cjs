/**
 * Stands in for the native HTTP client of aws-lambda-ric, which would have to be compiled.
 * Loaded with --require before the runtime; speaks the same Runtime API.
 */
'use strict';
const http = require('node:http');
const Module = require('node:module');

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true });

const call = (method, path, body, headers = {}) =>
  new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const options = { hostname, port, agent, method, path: `/2018-06-01/runtime/${path}` };
    http
      .request({ ...options, headers: { ...length, ...headers } }, (response) => {
        const chunks = [];
        response
          .on('data', (chunk) => chunks.push(chunk))
          .on('end', () => {
            resolve({ bodyJson: Buffer.concat(chunks).toString(), headers: response.headers });
          });
      })
      .on('error', reject)
      .end(body);
  });

const errorType = (body) => {
  try {
    return String(JSON.parse(body).errorType ?? 'Unhandled').replace(/[^\x20-\x7e]/g, '');
  } catch {
    return 'Unhandled';
  }
};

// The runtime does not wait for its answer to be delivered, but must not ask for more before.
let delivered = Promise.resolve();

const client = {
  async next() {
    await delivered;
    return call('GET', 'invocation/next');
  },
  done(id, body) {
    delivered = call('POST', `invocation/${id}/response`, body);
  },
  error(id, body) {
    delivered = call('POST', `invocation/${id}/error`, body, {
      'lambda-runtime-function-error-type': errorType(body),
    });
  },
};

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === './rapid-client.node' ? client : load.call(this, request, ...rest);
};
