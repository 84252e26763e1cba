package ai.band.adapter.codex.room;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The texts of ours that came into a room while earlier attempts at one message were made. A new
 * attempt asks here before it posts: each entry stands for one post that need not be repeated. Safe
 * from any thread.
 */
public final class EarlierPosts {
  /**
   * A text in the room.
   *
   * @param content as it was posted, mentions in front left out
   */
  record Post(String id, String content) {}

  private final String messageId;
  private final List<Post> all;
  private final Set<String> ids = new HashSet<>();
  private final ReentrantLock lock = new ReentrantLock(); // guards left
  private final List<Post> left;

  EarlierPosts(String messageId, List<Post> posts) {
    this.messageId = messageId;
    this.all = List.copyOf(posts);
    this.left = new ArrayList<>(posts);
    posts.forEach(post -> ids.add(post.id()));
  }

  /** Nothing was posted: this is the first attempt. */
  public static EarlierPosts none(String messageId) {
    return new EarlierPosts(messageId, List.of());
  }

  /** The message that the attempts were about. */
  String messageId() {
    return messageId;
  }

  boolean has(String id) {
    return ids.contains(id);
  }

  /** Whether a text like this is among them, taken or not. */
  public boolean contains(String text) {
    String wanted = OwnText.bare(text);
    return all.stream().anyMatch(post -> post.content().equalsIgnoreCase(wanted));
  }

  /** The id of a text like this that stands for no other post yet; null when there is none. */
  @Nullable String take(String text) {
    String wanted = OwnText.bare(text);
    lock.lock();
    try {
      for (int i = 0; i < left.size(); i++) {
        if (left.get(i).content().equalsIgnoreCase(wanted)) {
          return left.remove(i).id();
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }
}
