// The reference Phoenix client on a leash: commands come as JSON lines on standard input,
// everything that happens goes as JSON lines to standard output.
// Arguments: socket end point, JSON of connection parameters, milliseconds between heartbeats.
const readline = require("node:readline");
const { Socket } = require("phoenix");
const WebSocket = require("ws");

const [endPoint, params, heartbeat] = process.argv.slice(2);
const tell = (event, more = {}) => console.log(JSON.stringify({ event, ...more }));

const socket = new Socket(endPoint, {
  transport: WebSocket,
  params: JSON.parse(params),
  heartbeatIntervalMs: Number(heartbeat),
  reconnectAfterMs: () => 50,
  rejoinAfterMs: () => 50,
});
const channels = new Map();

socket.onOpen(() => tell("open"));
socket.onClose((closed) => tell("closed", { code: closed.code }));
socket.onError((error) => tell("failed", { message: String(error.message ?? error) }));
socket.onMessage((message) => {
  if (message.topic === "phoenix") {
    tell("heartbeat", { status: message.payload.status, joinRef: message.join_ref ?? null });
  }
});

function join(topic) {
  const channel = socket.channel(topic, {});
  channel.onMessage = (name, payload) => {
    if (!name.startsWith("phx_") && !name.startsWith("chan_reply")) {
      tell("push", { topic, name, payload });
    }
    return payload;
  };
  channel.onClose(() => tell("channel-closed", { topic }));
  channel.onError(() => tell("channel-error", { topic }));
  channel
    .join()
    .receive("ok", () => tell("joined", { topic }))
    .receive("error", (response) => tell("refused", { topic, reason: response.reason }))
    .receive("timeout", () => tell("join-timeout", { topic }));
  channels.set(topic, channel);
}

const commands = {
  connect: () => socket.connect(),
  join: ({ topic }) => join(topic),
  leave: ({ topic }) => {
    channels.get(topic).leave().receive("ok", () => tell("left", { topic }));
  },
  wait: ({ millis }) => setTimeout(() => tell("waited"), millis),
  exit: () => process.exit(0),
};

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const command = JSON.parse(line);
    commands[command.do](command);
  })
  .on("close", () => process.exit(0));
