package ai.band.app.repository;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be made ready.
 *
 * @param url where it is cloned from when it is not there; null when it has to be there
 * @param path the working tree; absolute
 * @param branch null for whichever is checked out, or the server's own choice
 * @param index whether to describe the repository for the prompt
 * @param stateFolder for the lock and what is remembered
 * @param contextFolder for the description
 * @param lockTimeout how long to wait for another agent that prepares the same tree
 * @param strictHostKeys whether SSH servers must be known already
 */
public record RepositorySettings(
    @Nullable RepositoryUrl url,
    Path path,
    @Nullable String branch,
    boolean index,
    Path stateFolder,
    Path contextFolder,
    Duration lockTimeout,
    boolean strictHostKeys) {}
