package ai.band.runtime;

import ai.band.api.ContactEventConfig;
import ai.band.platform.BandLink;
import ai.band.platform.PlatformEvent;

/** Deals with contact requests and changes. */
final class ContactHandler {
  private final ContactEventConfig config;
  private final BandLink link;

  ContactHandler(ContactEventConfig config, BandLink link, Services services, Presence presence) {
    this.config = config;
    this.link = link;
  }

  void start() throws InterruptedException {
    if (config.listens()) {
      link.joinContacts();
    }
  }

  void heard(PlatformEvent event) {}

  void catchUp() {}
}
