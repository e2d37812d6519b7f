#!/bin/sh
# Step 2 of the deployment: the functions exist now, so Event Grid can be subscribed to them. Repeatable.
set -eu
: "${AZURE_RESOURCE_GROUP:?run azd provision first}" "${NHI_RESOURCE_TOKEN:?run azd provision first}" "${NHI_EVENT_DELIVERY:?run azd provision first}"

az deployment group create \
  --name nhi-subscriptions \
  --resource-group "$AZURE_RESOURCE_GROUP" \
  --template-file "$(dirname "$0")/../subscriptions.bicep" \
  --parameters resourceToken="$NHI_RESOURCE_TOKEN" delivery="$NHI_EVENT_DELIVERY" \
  --query properties.provisioningState \
  --output tsv
