# The container image of band-codex. Build it in the project's folder:
#
#   docker build -t band-codex .
#   docker buildx build --platform linux/amd64,linux/arm64 -t band-codex .
#
# Each stage changes less often than the one below it, so that a change of sources builds only the
# program and its start-up archive anew.

# --- the Java runtime: only the modules that the program uses -------------------------------------
FROM eclipse-temurin:25.0.2_10-jdk-noble AS java
RUN jlink --output /opt/jre \
      --add-modules java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.sql,jdk.httpserver,jdk.jcmd,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs \
      --no-header-files --no-man-pages --compress zip-6

# --- the Codex CLI: the version of the program's lock file, checksums included --------------------
FROM node:22.22.2-bookworm-slim AS codex
WORKDIR /opt/codex
COPY src/main/resources/ai/band/app/codex-cli/package.json src/main/resources/ai/band/app/codex-cli/package-lock.json ./
# npm checks the checksums; the native program of this platform must be there, tell the locked
# version and know the app-server. Scripts of packages do not run.
RUN npm ci --include=optional --ignore-scripts --no-audit --no-fund --cache /tmp/npm \
    && ln -s node_modules/@openai/codex-linux-*/vendor/*/bin/codex codex \
    && version="$(node -p 'require("./package.json").dependencies["@openai/codex"]')" \
    && test "$(./codex --version)" = "codex-cli $version" \
    && ./codex app-server --help > /dev/null \
    && rm -rf /tmp/npm

# --- the program: the same bytes on every platform, so it is built where the build runs -----------
FROM --platform=$BUILDPLATFORM maven:3.9.11-eclipse-temurin-25 AS program
WORKDIR /src
ENV BUILD="mvn -B -ntp -q -Dmaven.test.skip=true -Dmaven.javadoc.skip=true -Dmaven.source.skip=true -Dcyclonedx.skip=true -Dcompiler.checks=-Xlint:none package"
COPY pom.xml ./
# A tiny source makes Maven fetch all it needs; the layer stays until the pom changes.
RUN mkdir -p src/main/java/warm \
    && echo 'package warm; interface Warm {}' > src/main/java/warm/Warm.java \
    && $BUILD \
    && rm -rf src target
COPY src/main src/main
RUN $BUILD -o

# --- the image ------------------------------------------------------------------------------------
FROM debian:12.11-slim
ARG CODEX_UID=1000
ARG CODEX_GID=1000
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
         bubblewrap ca-certificates gh git git-lfs openssh-client ripgrep tini \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log
RUN groupadd --gid "$CODEX_GID" codex \
    && useradd --uid "$CODEX_UID" --gid "$CODEX_GID" --create-home --shell /bin/bash codex \
    && install -d -o codex -g codex /workspace /workspace/repo /workspace/notes \
         /workspace/state /workspace/context /prompts /state /config /home/codex/.cache \
    && ln -s /prompts /config/prompts
COPY --from=java /opt/jre /opt/jre
# Node.js is for the project's own tools and for MCP servers; Codex and this program need none.
COPY --from=codex /usr/local/bin/node /usr/local/bin/node
COPY --from=codex /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
COPY --from=codex /opt/codex /opt/codex
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
    && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
    && ln -s /opt/codex/codex /usr/local/bin/codex
COPY deploy/band-codex /usr/local/bin/band-codex
COPY --from=program /src/target/band-codex.jar /opt/band-codex/band-codex.jar

# A talk with the offline model records which classes the program loads; with this archive they
# need not be read and checked at each start. It belongs to this very Java and this very jar.
RUN install -d -o codex -g codex /opt/band-codex/archive
USER codex
# Where agent_config.yaml is looked for when AGENT_CONFIG names no other file.
WORKDIR /config
ENV LANG=C.UTF-8 \
    BAND_CONTAINER=true
RUN BAND_CODEX_JAVA_OPTS=-XX:AOTCacheOutput=/opt/band-codex/archive/band-codex.aot \
      band-codex demo --message "say ready" > /tmp/training.log 2>&1 \
    || { cat /tmp/training.log; exit 1; }; \
    test -s /opt/band-codex/archive/band-codex.aot || { cat /tmp/training.log; exit 1; }; \
    rm -rf /tmp/* /home/codex/.cache/band-codex

LABEL org.opencontainers.image.title="band-codex" \
      org.opencontainers.image.description="Puts the Codex coding agent into Band chat rooms." \
      org.opencontainers.image.version="0.1.0"
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["band-codex", "health"]
ENTRYPOINT ["tini", "-s", "--", "band-codex"]
CMD ["run"]
