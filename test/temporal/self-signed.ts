/**
 * A certificate for `localhost` that is signed by itself, with its key: for servers of a test alone. Made by
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost -addext subjectAltName=DNS:localhost`.
 */
export const CERTIFICATE = `
-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUbhVJwDgby5TaCgZ9FCXYdLW7GnUwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODA4MDQ1NloYDzIxMjYxMTA0
MDgwNDU2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQa8+nHXz/28JdMeOLq8GMnN9Jsj4LI25jOC96Lb50wRSMu9KNjeoa0
JWLGSI0d1t3c4PCScOsSePE/1bkYatE+o2kwZzAdBgNVHQ4EFgQUvNw5C9IYDbnb
xBLwZUA4ze1blaowHwYDVR0jBBgwFoAUvNw5C9IYDbnbxBLwZUA4ze1blaowDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SAAwRQIgJfaH9fY8XxOAzQ0vZBDiaTRq1ZvSWhEtxT6yIzdWXa8CIQDHNSbcej9Z
6D7ZcCMiNTpwXiOiX5KIldIP03APbDsB2g==
-----END CERTIFICATE-----
`;

export const KEY = `
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKXxheNBNLjR+oZz8
HCtDBS1gpx7CYrYgIROIgeH0bI2hRANCAAQa8+nHXz/28JdMeOLq8GMnN9Jsj4LI
25jOC96Lb50wRSMu9KNjeoa0JWLGSI0d1t3c4PCScOsSePE/1bkYatE+
-----END PRIVATE KEY-----
`;
