#!/bin/sh
# Makes the key of people's pseudonyms in the ledger, once: with another key, nobody could be found in older entries. Repeatable.
set -eu
: "${NHI_APP_VAULT:?run azd provision first}" "${NHI_LEDGER_APPS:?run azd provision first}" "${NHI_RESOURCE_TOKEN:?run azd provision first}"
: "${AZURE_SUBSCRIPTION_ID:?run azd provision first}" "${AZURE_RESOURCE_GROUP:?run azd provision first}"
name=ledger-person-key

# The deployment has only just given the right to do this, which takes some minutes to hold everywhere.
# The list, and not the secret: a right that is missing must not look like a key that is.
attempt=1
until found=$(az keyvault secret list --subscription "$AZURE_SUBSCRIPTION_ID" --vault-name "$NHI_APP_VAULT" --query "[?name=='$name'].id" --output tsv); do
  [ "$attempt" -lt 10 ] || exit 1
  attempt=$((attempt + 1))
  echo "not yet: $name; again in 30 seconds" >&2
  sleep 30
done

if [ -n "$found" ]; then
  echo "has: $name"
else
  file=$(mktemp)
  trap 'rm -f "$file"' EXIT
  head -c 32 /dev/urandom | base64 | tr -d '\n' > "$file"
  az keyvault secret set --subscription "$AZURE_SUBSCRIPTION_ID" --vault-name "$NHI_APP_VAULT" --name "$name" --file "$file" --encoding utf-8 --output none
  echo "done: $name"
fi

# The platform looks references up when settings change, and else once a day: whoever was made before the key would start without it until then.
for app in $NHI_LEDGER_APPS; do
  az rest --method post --output none --url "https://management.azure.com/subscriptions/$AZURE_SUBSCRIPTION_ID/resourceGroups/$AZURE_RESOURCE_GROUP/providers/Microsoft.Web/sites/func-$app-$NHI_RESOURCE_TOKEN/config/configreferences/appsettings/refresh?api-version=2022-03-01"
  echo "told: $app"
done
