/**
 * A Phoenix Channels v2 client.
 *
 * <p>Knows nothing of Band: topics and payloads are opaque here. A {@link
 * ai.band.platform.phoenix.PhoenixSocket} keeps one connection alive and joins its topics again
 * after every loss; each {@link ai.band.platform.phoenix.PhoenixChannel} has a listener that may
 * block without holding up the others.
 *
 * <pre>{@code
 * try (var socket =
 *     PhoenixSocket.builder(URI.create("wss://host/socket/websocket"))
 *         .headers(() -> Map.of("x-api-key", key))
 *         .build()) {
 *   socket.connect();
 *   PhoenixChannel room = socket.join("room:1", (event, payload) -> handle(event, payload));
 *   room.push("say", text, Duration.ofSeconds(10));
 * }
 * }</pre>
 */
@NullMarked
package ai.band.platform.phoenix;

import org.jspecify.annotations.NullMarked;
