package ai.band.platform.rest;

import okhttp3.Call;
import okhttp3.EventListener;

/** Watches one try of a call, to know afterwards whether it can have reached the server. */
final class Attempt extends EventListener {
  // Written and read by the calling thread, which OkHttp uses for everything but connecting.
  boolean sent;

  @Override
  public void requestHeadersStart(Call call) {
    sent = true;
  }
}
