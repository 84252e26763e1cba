package ai.band.api;

import ai.band.platform.rest.BandContacts;

/** Decides about contact events in place of the model. */
@FunctionalInterface
public interface ContactCallback {
  /**
   * Handles one event. Called by a thread of its own, one event at a time. After an exception the
   * event counts as not handled and comes again when the platform repeats it.
   *
   * @param event what happened
   * @param contacts what can be done about it
   * @throws Exception when it could not be handled
   */
  void onEvent(ContactEvent event, BandContacts contacts) throws Exception;
}
