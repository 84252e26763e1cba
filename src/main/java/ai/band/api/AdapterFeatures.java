package ai.band.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter offers to the model and reports to the room.
 *
 * <p>Given explicitly it is authoritative: an empty {@code emit} switches every report off. An
 * adapter that gets none chooses its own default.
 *
 * @param capabilities groups of platform tools to offer; default none
 * @param emit what to report; may be empty
 * @param includeTools only these platform tools, or null for all
 * @param excludeTools platform tools to leave out, applied last
 * @param includeCategories only platform tools of these categories ({@code chat}, {@code contacts},
 *     {@code memory}, {@code tasks}), or null for all; applied first
 */
public record AdapterFeatures(
    Set<Capability> capabilities,
    Set<Emit> emit,
    @Nullable List<String> includeTools,
    @Nullable List<String> excludeTools,
    @Nullable List<String> includeCategories) {

  /** Copies the collections. */
  public AdapterFeatures {
    capabilities = Set.copyOf(capabilities);
    emit = Set.copyOf(emit);
    includeTools = includeTools == null ? null : List.copyOf(includeTools);
    excludeTools = excludeTools == null ? null : List.copyOf(excludeTools);
    includeCategories = includeCategories == null ? null : List.copyOf(includeCategories);
  }

  /** Features without tool filters. */
  public AdapterFeatures(Set<Capability> capabilities, Set<Emit> emit) {
    this(capabilities, emit, null, null, null);
  }

  /** Reports exactly these, offers no extra tools. */
  public static AdapterFeatures emitting(Emit... emit) {
    Set<Emit> flags = EnumSet.noneOf(Emit.class);
    flags.addAll(List.of(emit));
    return new AdapterFeatures(Set.of(), flags);
  }

  /** The same with these capabilities. */
  public AdapterFeatures withCapabilities(Capability... offered) {
    return new AdapterFeatures(
        Set.of(offered), emit, includeTools, excludeTools, includeCategories);
  }

  /** Whether this is reported. */
  public boolean emits(Emit flag) {
    return emit.contains(flag);
  }

  /** Whether this group of tools is offered. */
  public boolean offers(Capability capability) {
    return capabilities.contains(capability);
  }
}
