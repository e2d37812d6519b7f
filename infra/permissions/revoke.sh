#!/usr/bin/env bash
# Takes back what grant.sh and diagnostics.sh gave: Microsoft Graph permissions and directory roles of the apps' identities, and diagnostic settings. Repeatable; without --apply it changes nothing.
# Needs az, signed in as Privileged Role Administrator and Security Administrator of the tenant; for --subscription also Monitoring Contributor there.
set -euo pipefail

usage() {
  cat >&2 <<'TEXT'
revoke.sh [--subscription ID]… [--apply]
First `nhi uninstall` must say that no exception is left: an app without permissions ends none.
Set AZURE_SUBSCRIPTION_ID, AZURE_RESOURCE_GROUP and NHI_RESOURCE_TOKEN (azd env get-values). Without --apply it only says what it would do.
TEXT
  exit 2
}

apply=false subscriptions=()
while [ $# -gt 0 ]; do
  case "$1" in
    --subscription) subscriptions+=("${2:?}"); shift 2 ;;
    --apply) apply=true; shift ;;
    *) usage ;;
  esac
done
: "${AZURE_SUBSCRIPTION_ID:?run azd env get-values}" "${AZURE_RESOURCE_GROUP:?run azd env get-values}" "${NHI_RESOURCE_TOKEN:?run azd env get-values}"

here=$(cd "$(dirname "$0")" && pwd)
graph=https://graph.microsoft.com/v1.0
arm=https://management.azure.com

# take URL WORDS…: deletes what is there, with --apply only.
take() {
  local url=$1
  shift
  if $apply; then az rest --method delete --url "$url" --output none; echo "done: $*"; else echo "would: $*"; fi
}

# take_all URL OF-EACH WORDS…: everything that a list names, one after the other.
take_all() {
  local list=$1 each=$2 id found=false
  shift 2
  for id in $(az rest --method get --url "$list" --query 'value[].id' --output tsv); do
    found=true
    take "$each/$id" "$* ($id)"
  done
  $found || echo "has none: $*"
}

for app in $(cut -f2 "$here/permissions.tsv" | grep -v '^#' | sort -u); do
  principal=$(az identity show --name "id-$app-$NHI_RESOURCE_TOKEN" --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" --query principalId --output tsv)
  take_all "$graph/servicePrincipals/$principal/appRoleAssignments" "$graph/servicePrincipals/$principal/appRoleAssignments" "take permission from $app"
  take_all "$graph/roleManagement/directory/roleAssignments?\$filter=principalId%20eq%20'$principal'" "$graph/roleManagement/directory/roleAssignments" "take directory role from $app"
done

name=nhi-events
setting() {
  local what=$1 url=$2 id
  id=$(az rest --method get --url "$url" --query id --output tsv 2>/dev/null || true)
  if [ -n "$id" ]; then take "$url" "remove diagnostic setting of $what"; else echo "has none: diagnostic setting of $what"; fi
}
setting 'the tenant' "$arm/providers/microsoft.aadiam/diagnosticSettings/$name?api-version=2017-04-01"
for id in ${subscriptions[@]+"${subscriptions[@]}"}; do
  setting "subscription $id" "$arm/subscriptions/$id/providers/Microsoft.Insights/diagnosticSettings/$name?api-version=2021-05-01-preview"
done
$apply || echo "Nothing was changed. Add --apply to do it."
