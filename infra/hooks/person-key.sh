#!/bin/sh
# Makes the key of people's pseudonyms in the ledger, once: with another key, nobody could be found in older entries. Repeatable.
set -eu
: "${NHI_APP_VAULT:?run azd provision first}"
name=ledger-person-key

# The list, and not the secret: a right that is missing must not look like a key that is.
found=$(az keyvault secret list --vault-name "$NHI_APP_VAULT" --query "[?name=='$name'].id" --output tsv)
if [ -n "$found" ]; then
  echo "has: $name"
  exit 0
fi

file=$(mktemp)
trap 'rm -f "$file"' EXIT
head -c 32 /dev/urandom | base64 | tr -d '\n' > "$file"
az keyvault secret set --vault-name "$NHI_APP_VAULT" --name "$name" --file "$file" --encoding utf-8 --output none
echo "done: $name"
