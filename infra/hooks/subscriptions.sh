#!/bin/sh
# Step 2 of the deployment: the functions exist now, so Event Grid can be subscribed to them. Repeatable.
set -eu
: "${AZURE_RESOURCE_GROUP:?run azd provision first}" "${NHI_RESOURCE_TOKEN:?run azd provision first}" "${NHI_EVENT_DELIVERY:?run azd provision first}"
: "${AZURE_SUBSCRIPTION_ID:?run azd provision first}"

# Functions of an app show a little after its code has been deployed.
attempt=1
until az deployment group create \
  --name nhi-subscriptions \
  --subscription "$AZURE_SUBSCRIPTION_ID" \
  --resource-group "$AZURE_RESOURCE_GROUP" \
  --template-file "$(dirname "$0")/../subscriptions.bicep" \
  --parameters resourceToken="$NHI_RESOURCE_TOKEN" delivery="$NHI_EVENT_DELIVERY" \
  --query properties.provisioningState \
  --output tsv
do
  [ "$attempt" -lt 5 ] || exit 1
  attempt=$((attempt + 1))
  echo "not yet: subscriptions; again in 30 seconds" >&2
  sleep 30
done
