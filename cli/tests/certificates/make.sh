#!/bin/sh
# Makes the certificates in this folder: an authority with a key of 2048 bits, and a server with a SHA-1 signature; an
# authority with a key of 1024 bits, and a server that it signed.
set -eu
cd "$(dirname "$0")"
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
printf 'subjectAltName=DNS:smtp.contoso.com\nextendedKeyUsage=serverAuth\n' >"$keys/server.cnf"

# make NAME BITS DIGEST
make() {
    openssl req -x509 -newkey "rsa:$2" -nodes -days 36500 -sha256 -subj "/CN=$1 authority" \
        -addext basicConstraints=critical,CA:TRUE -keyout "$keys/$1.key" -out "$1-authority.pem"
    openssl req -new -newkey rsa:2048 -nodes -subj /CN=smtp.contoso.com -keyout "$keys/server.key" -out "$keys/server.csr"
    openssl x509 -req -in "$keys/server.csr" -CA "$1-authority.pem" -CAkey "$keys/$1.key" -days 36500 "-$3" \
        -set_serial 1 -extfile "$keys/server.cnf" -out "$1-server.pem"
}
make sha1 2048 sha1
make rsa1024 1024 sha256
