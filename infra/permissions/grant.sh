#!/usr/bin/env bash
# Grants the apps' identities what a tier needs in Microsoft Graph, and shows what they hold beyond that. Repeatable; without --apply it changes nothing.
# Needs az, signed in as Privileged Role Administrator of the tenant. On Windows: Azure Cloud Shell, or WSL.
set -euo pipefail

usage() {
  cat >&2 <<'TEXT'
grant.sh --tier R0|W1|W2|W2P|W3|W4 [--apply]
  R0   reads                                   W3   rotation of secrets
  W1   exceptions for users (--unit NAME: the restricted administrative unit with the exclusion groups)
  W2   exceptions for service principals, by attribute      W2P  the same, by writing policies
  W4   containment
Set AZURE_SUBSCRIPTION_ID, AZURE_RESOURCE_GROUP and NHI_RESOURCE_TOKEN (azd env get-values). Without --apply it only says what it would do.
TEXT
  exit 2
}

tier='' apply=false unit=''
while [ $# -gt 0 ]; do
  case "$1" in
    --tier) tier="${2:-}"; shift 2 ;;
    --unit) unit="${2:-}"; shift 2 ;;
    --apply) apply=true; shift ;;
    *) usage ;;
  esac
done
case "$tier" in R0|W1|W2|W2P|W3|W4) ;; *) usage ;; esac
: "${AZURE_SUBSCRIPTION_ID:?run azd env get-values}" "${AZURE_RESOURCE_GROUP:?run azd env get-values}" "${NHI_RESOURCE_TOKEN:?run azd env get-values}"

here=$(cd "$(dirname "$0")" && pwd)
graph=https://graph.microsoft.com/v1.0
graph_app=00000003-0000-0000-c000-000000000000

principal_of() { az identity show --name "id-$1-$NHI_RESOURCE_TOKEN" --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" --query principalId --output tsv; }

# do_it WORDS… -- az arguments: says what is done, and does it with --apply only.
do_it() {
  local what=()
  while [ "$1" != -- ]; do what+=("$1"); shift; done
  shift
  if $apply; then az "$@" --output none; echo "done: ${what[*]}"; else echo "would: ${what[*]}"; fi
}

grant_roles() {
  local graph_id held app permission role_id principal
  graph_id=$(az rest --method get --url "$graph/servicePrincipals(appId='$graph_app')?\$select=id" --query id --output tsv)
  while IFS=$'\t' read -r row_tier app permission _; do
    [ "$row_tier" = "$tier" ] || continue
    principal=$(principal_of "$app")
    role_id=$(az rest --method get --url "$graph/servicePrincipals/$graph_id?\$select=appRoles" --query "appRoles[?value=='$permission' && contains(allowedMemberTypes, 'Application')].id | [0]" --output tsv)
    [ -n "$role_id" ] || { echo "Microsoft Graph has no application permission $permission." >&2; exit 1; }
    held=$(az rest --method get --url "$graph/servicePrincipals/$principal/appRoleAssignments" --query "value[?appRoleId=='$role_id'].id | [0]" --output tsv)
    if [ -n "$held" ]; then
      echo "has: $app $permission"
    else
      do_it grant "$app" "$permission" -- rest --method post --url "$graph/servicePrincipals/$principal/appRoleAssignments" \
        --body "{\"principalId\":\"$principal\",\"resourceId\":\"$graph_id\",\"appRoleId\":\"$role_id\"}"
    fi
  done < "$here/permissions.tsv"
}

# Groups Administrator on one restricted unit: no tenant-wide write at all.
grant_unit() {
  local unit_id principal held
  local groups_administrator=fdd7a751-b60b-444a-984c-02652fe8fa1c
  [ -n "$unit" ] || usage
  unit_id=$(az rest --method get --url "$graph/directory/administrativeUnits?\$select=id,displayName,isMemberManagementRestricted" --query "value[?displayName=='$unit' && isMemberManagementRestricted].id | [0]" --output tsv)
  [ -n "$unit_id" ] || { echo "There is no restricted management administrative unit '$unit'. Create it in the Entra admin center, and the exclusion groups in it (docs/deploy.md)." >&2; exit 1; }
  principal=$(principal_of exceptions)
  held=$(az rest --method get --url "$graph/roleManagement/directory/roleAssignments?\$filter=principalId%20eq%20'$principal'" --query "value[?directoryScopeId=='/administrativeUnits/$unit_id' && roleDefinitionId=='$groups_administrator'].id | [0]" --output tsv)
  if [ -n "$held" ]; then
    echo "has: exceptions Groups Administrator on $unit"
  else
    do_it give exceptions Groups Administrator on "$unit" -- rest --method post --url "$graph/roleManagement/directory/roleAssignments" \
      --body "{\"principalId\":\"$principal\",\"roleDefinitionId\":\"$groups_administrator\",\"directoryScopeId\":\"/administrativeUnits/$unit_id\"}"
  fi
}

if [ "$tier" = W1 ]; then grant_unit; else grant_roles; fi
$apply || echo "Nothing was changed. Add --apply to do it."
