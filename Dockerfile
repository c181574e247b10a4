# The image of the product is the last stage: `docker build .`. The one before it is the same with a shop and a mail
# server to try the product with: `docker build --target sandbox .`.

FROM node:24.21.0-bookworm-slim AS source
WORKDIR /app
COPY package.json package-lock.json ./

FROM source AS build
RUN npm ci --ignore-scripts
COPY src src
COPY workflows workflows
COPY worker worker
COPY activities activities
RUN npm run build

FROM source AS modules
COPY deploy/remove-foreign-binaries.sh deploy/
RUN npm ci --omit=dev --ignore-scripts && sh deploy/remove-foreign-binaries.sh /app

FROM node:24.21.0-bookworm-slim AS product
ENV NODE_ENV=production PORT=9464 DATA_DIR=/data
RUN mkdir /data && chown node:node /data
WORKDIR /app
# It says how the pages are compiled.
COPY package.json tsconfig.json ./
COPY src src
COPY workflows workflows
COPY worker worker
COPY activities activities
COPY deploy/is-ready.mjs deploy/
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s CMD ["node", "deploy/is-ready.mjs"]
# Node itself is the process that gets SIGTERM; npm would not pass it on.
CMD ["node", "--import", "tsx", "worker/main.ts"]

# It keeps its data in /data.
FROM product AS sandbox
COPY dev dev
CMD ["node", "--import", "tsx", "dev/sandbox.ts"]

FROM product
