// A process with stock gRPC channels and xDS servers, driven from outside: it listens on a free port of loopback, and the body
// of each POST is a command as JSON, answered with JSON. Commands run side by side. What gRPC itself logs goes to stderr.
//
//   {"do": "call", "target": "xds:///echo:9080", "method": "/echo.Echo/Say", "headers": {"end-user": "jason"},
//    "calls": 100, "at_once": 10, "deadline_ms": 5000, "wait_for_ready": true, "fresh": true}
//       -> {"replies": [{"code": 0, "text": "v1", "message": "", "took_ms": 3, "trailers": {"attempts": "0"}}]}
//          fresh: the channel to that target is closed first, and another one takes its place at once
//   {"do": "close", "target": "xds:///echo:9080"}    closes the channel of that target; the next call makes another
//   {"do": "serve", "address": "127.0.0.1:5000", "name": "node"}    an xDS server; answered when it serves
//   {"do": "stop", "address": "127.0.0.1:5000"}
//       -> {}, or {"error": "why not"}
'use strict';

const http = require('http');
const grpc = require('@grpc/grpc-js');
const xds = require('@grpc/grpc-js-xds');

xds.register();

const channels = new Map();
const servers = new Map();
const plain = (text) => Buffer.from(text);
const textOf = (bytes) => bytes.toString();

function channelFor(target) {
  if (!channels.has(target)) channels.set(target, new grpc.Client(target, grpc.credentials.createInsecure()));
  return channels.get(target);
}

function callOnce(command) {
  const metadata = new grpc.Metadata({waitForReady: command.wait_for_ready === true});
  for (const [name, value] of Object.entries(command.headers || {})) metadata.set(name, value);
  const start = process.hrtime.bigint();
  const options = {deadline: Date.now() + (command.deadline_ms || 5000)};
  return new Promise((resolve) => {
    const reply = {code: 0, text: '', message: '', trailers: {}};
    const call = channelFor(command.target)
        .makeUnaryRequest(command.method || '/echo.Echo/Say', plain, textOf, 'hello', metadata, options, (error, text) => {
          if (!error) reply.text = text;
        });
    call.on('status', (status) => {
      reply.code = status.code;
      reply.message = status.details;
      for (const [name, value] of Object.entries(status.metadata.getMap())) reply.trailers[name] = String(value);
      reply.took_ms = Number(process.hrtime.bigint() - start) / 1e6;
      setImmediate(() => resolve(reply));  // after the callback with the message
    });
  });
}

function closeChannel(target) {
  const channel = channels.get(target);
  channels.delete(target);
  if (channel) channel.close();
}

async function call(command) {
  if (command.fresh) closeChannel(command.target);
  const replies = [];
  let left = command.calls || 1;
  const lane = async () => {
    while (left-- > 0) replies.push(await callOnce(command));
  };
  await Promise.all(Array.from({length: command.at_once || 1}, lane));
  return {replies};
}

async function close(command) {
  closeChannel(command.target);
  return {};
}

// Answers every call of /echo.Echo/Say with its name.
async function serve(command) {
  const server = new xds.XdsServer();
  const say = {
    path: '/echo.Echo/Say', requestStream: false, responseStream: false, requestSerialize: plain, requestDeserialize: textOf,
    responseSerialize: plain, responseDeserialize: textOf
  };
  server.addService({Say: say}, {Say: (_, done) => done(null, command.name)});
  const bind = (resolve, reject) =>
      server.bindAsync(command.address, grpc.ServerCredentials.createInsecure(), (error) => error ? reject(error) : resolve());
  await new Promise(bind);
  servers.set(command.address, server);
  return {};
}

async function stop(command) {
  const server = servers.get(command.address);
  servers.delete(command.address);
  if (server) server.forceShutdown();
  return {};
}

const commands = {call, close, serve, stop};

async function answerTo(text) {
  try {
    const command = JSON.parse(text);
    return await commands[command.do](command);
  } catch (error) {
    return {error: String(error.stack || error)};
  }
}

const control = http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', async () => response.end(JSON.stringify(await answerTo(Buffer.concat(parts).toString()))));
});
control.listen(0, '127.0.0.1', () => console.log(`listening on 127.0.0.1:${control.address().port}`));
