# guidegen in an image: `docker run --rm -v "$PWD:/guide" guidegen build`.
# The default image holds the program and nothing else. `--target with-git` adds git, for dates of pages (--git-info) and for
# the age of stubs.

FROM rust:1-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc g++ libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Cargo.toml Cargo.lock README.md LICENSE-MIT LICENSE-APACHE ./
COPY src src
COPY build build
# Cargo wants to see every target that Cargo.toml names, even those that it does not build.
COPY benches benches
COPY themes themes
RUN cargo build --release --locked --bin guidegen && strip target/release/guidegen

FROM debian:bookworm-slim AS with-git
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/* \
    # A folder that is mounted belongs to somebody else.
    && git config --system --add safe.directory '*'
COPY --from=build /src/target/release/guidegen /usr/local/bin/guidegen
WORKDIR /guide
EXPOSE 1313
ENTRYPOINT ["guidegen"]
CMD ["--help"]

FROM gcr.io/distroless/cc-debian12
COPY --from=build /src/target/release/guidegen /usr/local/bin/guidegen
COPY --from=build /src/LICENSE-MIT /src/LICENSE-APACHE /usr/share/doc/guidegen/
WORKDIR /guide
EXPOSE 1313
ENTRYPOINT ["guidegen"]
CMD ["--help"]
