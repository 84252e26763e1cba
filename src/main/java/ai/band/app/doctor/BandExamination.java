package ai.band.app.doctor;

import ai.band.app.doctor.Finding.State;
import ai.band.platform.BandConnectionException;
import ai.band.platform.BandLink;
import ai.band.platform.BandLinkOptions;
import ai.band.platform.BandLinkOptions.OnConflict;
import ai.band.platform.ControlSignal;
import ai.band.platform.LinkListener;
import ai.band.platform.PlatformEvent;
import ai.band.platform.Superseded;
import ai.band.platform.phoenix.PhoenixOptions;
import ai.band.platform.phoenix.ReconnectSettings;
import ai.band.platform.rest.AgentMe;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.RetrySettings;
import ai.band.platform.rest.TrustedAuthorities;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Band, by REST and by socket, with the agent's key. */
public final class BandExamination {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Setting agent;
  private final String keySetBy;
  private final String apiKey;
  private final Setting socket;
  private final Setting rest;
  private final @Nullable TrustedAuthorities authorities;

  /**
   * An address and what set it.
   *
   * @param name what set it, for texts
   */
  public record Setting(String name, String value) {}

  /**
   * @param agent the agent's id
   * @param keySetBy what set the key, for texts
   * @param authorities trusted besides Java's own; null for none
   */
  public BandExamination(
      Setting agent,
      String keySetBy,
      String apiKey,
      Setting socket,
      Setting rest,
      @Nullable TrustedAuthorities authorities) {
    this.agent = agent;
    this.keySetBy = keySetBy;
    this.apiKey = apiKey;
    this.socket = socket;
    this.rest = rest;
    this.authorities = authorities;
  }

  /** Asks who the agent is, then connects without taking the place of an agent that runs. */
  public List<Finding> examine() throws InterruptedException {
    BandLinkOptions options;
    try {
      options =
          BandLinkOptions.of(
                  agent.value(), apiKey, URI.create(socket.value()), URI.create(rest.value()))
              .withOnConflict(OnConflict.REJECT);
    } catch (IllegalArgumentException e) {
      return List.of(Finding.misconfigured("band", String.valueOf(e.getMessage()), ""));
    }
    options =
        options
            .withRest(
                options
                    .rest()
                    .withAuthorities(authorities)
                    .withTimeouts(PATIENCE, PATIENCE)
                    .withRetry(new RetrySettings(0, Duration.ZERO, Duration.ZERO)))
            .withSocket(
                PhoenixOptions.builder()
                    .reconnect(ReconnectSettings.defaults().withFirstConnectAttempts(1))
                    .build());
    List<Finding> findings = new ArrayList<>();
    try (BandLink link = BandLink.open(options)) {
      findings.add(rest(link));
      findings.add(socket(link));
    }
    return findings;
  }

  private Finding rest(BandLink link) {
    try {
      AgentMe me = link.rest().me();
      if (!me.id().equalsIgnoreCase(agent.value())) {
        return Finding.misconfigured(
            "band rest",
            quoted(agent) + " is not the agent of " + keySetBy + ", which is " + me.id() + ".",
            "Set the id that belongs to the key.");
      }
      return Finding.ok("band rest", "the key is that of " + me.name() + " at " + rest.value());
    } catch (BandRestException.Unauthorized | BandRestException.Forbidden e) {
      return Finding.misconfigured(
          "band rest",
          keySetBy + ": \"***\" was refused by " + rest.value() + ".",
          "Copy the key that Band showed at registration, or make a new one.");
    } catch (BandRestException.NotFound e) {
      return Finding.misconfigured(
          "band rest",
          quoted(rest) + " is not an address of Band (" + e.getMessage() + ").",
          "Give scheme and host only, like https://app.band.ai.");
    } catch (BandRestException e) {
      return Finding.told("band rest", State.FAILED, quoted(rest) + ": " + e.getMessage());
    }
  }

  private Finding socket(BandLink link) throws InterruptedException {
    try {
      link.connect(new Deaf());
      return Finding.ok("band socket", "connected to " + socket.value());
    } catch (BandConnectionException e) {
      return switch (e.kind()) {
        case CONFLICT, SUPERSEDED ->
            Finding.ok("band socket", "the agent is connected already, by another program");
        case REFUSED_CREDENTIALS ->
            Finding.misconfigured(
                "band socket",
                quoted(agent) + " with " + keySetBy + " \"***\" was refused: " + e.getMessage(),
                "Copy id and key that Band showed at registration.");
        case PROTOCOL ->
            Finding.misconfigured(
                "band socket",
                quoted(socket) + ": " + e.getMessage(),
                "Give an address like " + BandLinkOptions.HOSTED + ".");
        case UNREACHABLE, POLICY ->
            Finding.told("band socket", State.FAILED, quoted(socket) + ": " + e.getMessage());
      };
    }
  }

  private static String quoted(Setting setting) {
    return setting.name() + ": \"" + setting.value() + '"';
  }

  /** Only the connection itself is of interest. */
  private static final class Deaf implements LinkListener {
    @Override
    public void onEvent(PlatformEvent event) {}

    @Override
    public void onControl(ControlSignal signal) {}

    @Override
    public void onSuperseded(Superseded superseded) {}
  }
}
