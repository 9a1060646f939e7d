# The images that ./dev image makes, for whoever has an engine:
#   docker build --tag complaint-bridge --build-arg REVISION="$(git rev-parse HEAD)" .
#   docker build --tag gateway-sandbox --target gateway-sandbox .
ARG VERSION=1.0.0

FROM debian:12-slim AS build
WORKDIR /source
COPY dev ./
RUN ./dev setup
COPY . .
RUN ./dev build release complaint-server complaintctl gateway-sandbox
ARG SOURCE_DATE_EPOCH=0
RUN cmake/image/root.py build/release /image/complaint-bridge /debug/complaint-bridge complaint-bridge \
      complaint-server complaintctl && \
    cmake/image/root.py build/release /image/gateway-sandbox /debug/gateway-sandbox gateway-sandbox \
      gateway-sandbox && \
    chown 65532:0 /image/complaint-bridge/var/lib/complaint-bridge /image/gateway-sandbox/var/lib/gateway-sandbox

FROM scratch AS gateway-sandbox
ARG VERSION
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Emulator of the gateway" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
COPY --from=build /image/gateway-sandbox/ /
ENV PATH=/usr/bin
USER 65532:65532
ENTRYPOINT ["/usr/bin/gateway-sandbox"]
CMD ["--config", "/etc/gateway-sandbox/config.json"]

FROM scratch AS complaint-bridge
ARG VERSION
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Complaint bridge" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
COPY --from=build /image/complaint-bridge/ /
ENV PATH=/usr/bin
USER 65532:65532
ENTRYPOINT ["/usr/bin/complaint-server"]
CMD ["--config", "/etc/complaint-bridge/config.json"]
