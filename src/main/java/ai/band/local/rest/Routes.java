package ai.band.local.rest;

/** Adds routes that share a beginning and an access rule. */
public final class Routes {
  private final Router router;
  private final String prefix;
  private final Router.Access access;

  public Routes(Router router, String prefix, Router.Access access) {
    this.router = router;
    this.prefix = prefix;
    this.access = access;
  }

  public void get(String path, String id, Operation operation) {
    add("GET", path, id, operation);
  }

  public void post(String path, String id, Operation operation) {
    add("POST", path, id, operation);
  }

  public void add(String method, String path, String id, Operation operation) {
    router.add(method, prefix + path, access, id, operation);
  }
}
