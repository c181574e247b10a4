# The image of the product is the last stage: `docker build .`. The one before it is the same with a shop and a mail
# server to try the product with: `docker build --target sandbox .`.

FROM node:24.21.0-bookworm-slim AS source
WORKDIR /app
COPY package.json package-lock.json ./

FROM source AS build
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts/build.ts scripts/compile.ts scripts/build.tsconfig.json scripts/
COPY src src
COPY workflows workflows
COPY worker worker
COPY activities activities
COPY dev dev
RUN npm run build

FROM source AS modules
COPY deploy/remove-foreign-binaries.sh deploy/
RUN npm ci --omit=dev --ignore-scripts && sh deploy/remove-foreign-binaries.sh /app

FROM node:24.21.0-bookworm-slim AS product
ENV NODE_ENV=production PORT=9464 DATA_DIR=/data
RUN mkdir /data && chown node:node /data
WORKDIR /app
COPY package.json ./
COPY deploy/is-ready.mjs deploy/
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/dist/app/src src
COPY --from=build /app/dist/app/workflows workflows
COPY --from=build /app/dist/app/worker worker
COPY --from=build /app/dist/app/activities activities
COPY --from=build /app/dist/app/dist dist
USER node
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s CMD ["node", "deploy/is-ready.mjs"]
# Node itself is the process that gets SIGTERM; npm would not pass it on.
CMD ["node", "worker/main.js"]

# It keeps its data in /data.
FROM product AS sandbox
COPY --from=build /app/dist/app/dev dev
CMD ["node", "dev/sandbox.js"]

FROM product
